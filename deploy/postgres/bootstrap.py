"""Roles and schemas: one database, a schema and a login role per service, and an owner who migrates.

`python -m deploy.postgres.bootstrap` runs as the superuser, any number of times. A service's role sees its own schema
only. The schemas and all tables belong to `masohi_owner`, so that a service cannot change them or its journal.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Mapping

import asyncpg

from deploy.postgres.scram import said
from deploy.services import SERVICES

OWNER = "masohi_owner"
WATCH = "masohi_watch"
"""Sees what Postgres says of itself, and no table of ours."""
DATABASE = "masohi"


async def bootstrap(superuser_dsn: str, passwords: Mapping[str, str], database: str = DATABASE) -> None:
    """Creates what is missing and sets the passwords; `passwords` has one per service and one for the owner.

    With one for the watch, its role is made, too."""
    admin = await asyncpg.connect(superuser_dsn)
    try:
        for role in (OWNER, *SERVICES):
            await _role(admin, role, passwords[role])
        if not await admin.fetchval("select true from pg_database where datname = $1", database):
            await admin.execute(f"create database {database} owner {OWNER} encoding 'UTF8' template template0")
        await admin.execute(f"revoke all on database {database} from public")
        # The detail of an error quotes keys, and the log of Postgres is no place for them.
        if await admin.fetchval("select rolsuper from pg_roles where rolname = current_user"):
            await admin.execute(f"alter database {database} set log_error_verbosity = 'terse'")
        await admin.execute(f"grant connect on database {database} to {', '.join(SERVICES)}")
        if WATCH in passwords:
            await _watch(admin, passwords[WATCH], database)
    finally:
        await admin.close()
    inside = await asyncpg.connect(superuser_dsn, database=database)
    try:
        await inside.execute("revoke all on schema public from public")
        for schema in SERVICES:
            await inside.execute(f"create schema if not exists {schema} authorization {OWNER}")
    finally:
        await inside.close()


async def _role(admin: asyncpg.Connection, role: str, password: str) -> None:
    if not await admin.fetchval("select true from pg_roles where rolname = $1", role):
        await admin.execute(f"create role {role} login nosuperuser nocreatedb nocreaterole")
    quoted = await admin.fetchval("select quote_literal($1)", said(password))
    await admin.execute(f"alter role {role} password {quoted}")


async def _watch(admin: asyncpg.Connection, password: str, database: str) -> None:
    await _role(admin, WATCH, password)
    await admin.execute(f"alter role {WATCH} connection limit 5")
    await admin.execute(f"alter role {WATCH} set default_transaction_read_only = on")
    await admin.execute(f"grant connect on database {database} to {WATCH}")
    if not await admin.fetchval(f"select pg_has_role('{WATCH}', 'pg_monitor', 'member')"):
        await admin.execute(f"grant pg_monitor to {WATCH}")


def passwords_from_environment() -> dict[str, str]:
    """`MASOHI_OWNER_PASSWORD`, `AGREEMENTS_PASSWORD`, …; `MASOHI_WATCH_PASSWORD` where the watch has a role."""
    found = {role: os.environ[f"{role.upper()}_PASSWORD"] for role in (OWNER, *SERVICES)}
    watch = os.environ.get(f"{WATCH.upper()}_PASSWORD")
    return found | ({WATCH: watch} if watch else {})


if __name__ == "__main__":
    asyncio.run(bootstrap(os.environ["MASOHI_SUPERUSER_DSN"], passwords_from_environment()))
