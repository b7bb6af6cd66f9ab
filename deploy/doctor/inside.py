"""What only a container on the networks of the others can see: `python -m deploy.doctor.inside`."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Iterator, Mapping
from functools import partial
from pathlib import Path

from deploy.access.rights import WATCH, account_of, of_service, of_watch
from deploy.doctor import reach
from deploy.doctor.findings import Finding, show
from deploy.postgres.bootstrap import OWNER
from deploy.postgres.bootstrap import WATCH as WATCH_ROLE
from deploy.services import PREFIXES, SERVICES
from shared.settings import KafkaSettings

MOUNTED = Path("/run/secrets")


async def inside() -> AsyncIterator[Finding]:
    """On the networks of the containers: database, Kafka, issuer, mail relay, services."""
    environment = os.environ
    for role in (OWNER, *SERVICES, WATCH_ROLE):
        yield await reach.database(role, (MOUNTED / f"{role}_dsn").read_text().strip())
    yield await reach.second_disk((MOUNTED / f"{WATCH_ROLE}_dsn").read_text().strip())
    for found in await reach.beside(_kafka()):
        yield found
    yield await reach.issuer_keys(environment["MASOHI_ISSUER_JWKS"])
    if discovery := environment.get("MASOHI_SIGN_ON"):
        for found in await reach.sign_on(discovery, environment["MASOHI_ISSUER"]):
            yield found
    yield await asyncio.to_thread(reach.mail, _relay(environment))
    for prefix in PREFIXES.values():
        yield await reach.service(prefix[1:], f"http://{prefix[1:]}:8000")


def _kafka() -> Iterator[partial[Finding]]:
    accounts = {account_of(service): (f"{service}_kafka", of_service(service)) for service in SERVICES}
    accounts[WATCH] = ("watch_kafka", of_watch())
    for account, (file, rights) in accounts.items():
        settings = KafkaSettings(username=account, password=(MOUNTED / file).read_text().strip())
        yield partial(reach.kafka, settings, rights.reads)


def _relay(environment: Mapping[str, str]) -> reach.Relay:
    return reach.Relay(
        environment["MASOHI_SMTP_HOST"],
        int(environment["MASOHI_SMTP_PORT"]),
        environment["MASOHI_SMTP_TLS"],
        (MOUNTED / "smtp_username").read_text().strip(),
        (MOUNTED / "smtp_password").read_text().strip(),
    )


async def main() -> int:
    return 0 if show([finding async for finding in inside()]) else 1


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
