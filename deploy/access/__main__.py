"""`python -m deploy.access`: topics, accounts and access lists, after each other.

It reads `KAFKA_…` as the services do, for an account that may do everything; and from the folder of secrets
`<service>_kafka` and `watch_kafka`, the passwords of the services and of the watch, and `kafka_accounts`, the agencies.
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from deploy import topics
from deploy.access.accounts import Account, BadAccount, agencies
from deploy.access.apply import apply
from deploy.access.client import librdkafka
from deploy.access.rights import WATCH, account_of, of_service, of_watch
from deploy.services import SERVICES
from shared.settings import KafkaSettings, read

SECRETS = Path("/run/secrets")


def wanted(folder: Path = SECRETS) -> dict[str, Account]:
    """Every account that there should be. Raises BadAccount."""
    four = {
        account_of(service): Account(of_service(service), (folder / f"{service}_kafka").read_text().strip())
        for service in SERVICES
    }
    watch = Account(of_watch(), (folder / "watch_kafka").read_text().strip())
    return {**four, WATCH: watch, **agencies((folder / "kafka_accounts").read_text())}


def main() -> None:
    try:
        accounts = wanted()
    except (BadAccount, OSError) as error:
        sys.exit(f"ERROR: {error}")
    asyncio.run(topics.main())
    changed = apply(librdkafka(read(KafkaSettings)), accounts)
    print(f"{len(accounts)} accounts" + "".join(f"\n  {line}" for line in changed))


if __name__ == "__main__":
    main()
