"""The migration job: roles, schemas, then tables. Secrets come as files, never as environment variables.

`postgres_password` is the password of the superuser. `<role>_dsn` is the address for the owner, for each service,
for the watch and for the keeper of backups; it contains the password of the role.
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

from deploy.backup.prepare import ROLE as BACKUP
from deploy.backup.prepare import prepare
from deploy.postgres.bootstrap import OWNER, WATCH, bootstrap
from deploy.services import SERVICES
from shared.postgres.migrate import REFUSALS, migrate

SECRETS = Path("/run/secrets")


def secret(name: str, folder: Path = SECRETS) -> str:
    return (folder / name).read_text().strip()


def password_of(dsn: str) -> str:
    return unquote(urlsplit(dsn).password or "")


def superuser_dsn(owner_dsn: str, password: str) -> str:
    """The superuser on the server that the owner's DSN names."""
    _, _, server = urlsplit(owner_dsn).netloc.rpartition("@")
    return f"postgresql://postgres:{quote(password, safe='')}@{server}/postgres"


async def main() -> None:
    dsns = {role: secret(f"{role}_dsn") for role in (OWNER, *SERVICES, WATCH)}
    owner = dsns[OWNER]
    superuser = superuser_dsn(owner, secret("postgres_password"))
    await prepare(superuser, password_of(secret(f"{BACKUP}_dsn")))  # first: other commits may wait for the keeper
    await bootstrap(superuser, {role: password_of(dsn) for role, dsn in dsns.items()})
    for schema in SERVICES:
        applied = await migrate(owner, schema)
        print(f"{schema}: {len(applied)} applied")


def run() -> None:
    """Raises SystemExit with one line where it is refused."""
    try:
        asyncio.run(main())
    except REFUSALS as refusal:
        sys.exit(f"ERROR: {refusal}")


if __name__ == "__main__":
    run()
