"""The system of `make up`: the same questions, of processes on this machine."""

from __future__ import annotations

import asyncio
import json
import stat
from collections.abc import Iterator, Mapping
from pathlib import Path

from deploy.doctor import machine, reach
from deploy.doctor.findings import Finding, all_of, fine, wrong
from deploy.local.gateway import gateway_url
from deploy.local.identity import DISCOVERY
from deploy.local.instance import STATE
from deploy.local.ports import HOST
from deploy.local.probe import kafka_answers
from deploy.local.stack import SECRETS, Ports, database_dsn
from deploy.postgres.bootstrap import OWNER
from deploy.services import PREFIXES, SERVICES

SHORTEST = 32
START = "`make up` starts it"


def local(state: Path = STATE, ports: Ports | None = None) -> Iterator[Finding]:
    """Secrets, disk, versions, then who answers."""
    where = ports or Ports.fixed()
    file = state / "secrets.json"
    if not file.exists():
        yield wrong("secrets", f"there is no {file}", "`make up` makes it")
        return
    yield from all_of("secrets", str(file), _problems(state, file))
    yield machine.disk(state)
    yield from machine.versions(docker=False)
    yield from asyncio.run(_answers(where, json.loads(file.read_text()), state))


def _problems(state: Path, file: Path) -> Iterator[Finding]:
    for path in (file, state / "issuer" / "issuer.key.json"):
        if path.exists() and (mode := stat.S_IMODE(path.stat().st_mode)) & 0o077:
            yield wrong("secrets", f"others may read {path} ({mode:04o})", f"chmod 600 {path}")
    saved = json.loads(file.read_text())
    for name in SECRETS:
        if len(saved.get(name, "")) < SHORTEST:
            yield wrong("secrets", f"{name} has {len(saved.get(name, ''))} characters", "`make clean`, then `make up`")


async def _answers(ports: Ports, saved: Mapping[str, str], state: Path) -> list[Finding]:
    found = [
        await reach.database(role, database_dsn(role, saved.get(role, ""), ports.postgres))
        for role in (OWNER, *SERVICES)
    ]
    broker = f"{HOST}:{ports.kafka}"
    answers = await asyncio.to_thread(kafka_answers, ports.kafka)
    found.append(fine("kafka", broker) if answers else wrong("kafka", f"{broker} does not answer", START))
    found.append(await reach.issuer_keys(str(state / "issuer" / "issuer.jwks.json")))
    found += await reach.sign_on(f"{ports.issuer}{DISCOVERY}", ports.issuer)
    found.append(await asyncio.to_thread(reach.mail, reach.Relay(HOST, ports.smtp, "none")))
    found += await reach.gateway(gateway_url(ports.gateway), list(PREFIXES.values()))
    for name, address in ports.urls.items():
        found.append(await reach.service(name, address))
    return found
