"""Migrations: plain SQL files, forward only, each once, never changed after.

`python -m shared.postgres.migrate SCHEMA…` brings schemas up to date. It runs as the owner of the schemas; the role of
each service gets the rights of daily work, and on the journal and its seals nothing but select and insert.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
import os
import random
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import asyncpg

from shared.postgres import contract
from shared.postgres.contract import DatabaseNewer, OlderCodeRuns
from shared.postgres.pool import Connection

log = logging.getLogger(__name__)

LOCK_TIMEOUT_MS = 3_000
_TRIES, _PAUSE_S = 20, 3.0

ROOT = Path(__file__).parent.parent.parent
_NAME = re.compile(r"^\d{4}_[a-z0-9_]+\.sql$")


_HOLDERS = """
    select distinct a.pid, a.usename, a.application_name
    from pg_locks as l join pg_class as c on c.oid = l.relation join pg_stat_activity as a on a.pid = l.pid
    where l.granted and c.relnamespace = $1::text::regnamespace and l.pid <> pg_backend_pid()
    order by a.pid
"""


class MigrationChanged(Exception):
    """An applied migration differs from its file."""


class TableHeld(Exception):
    """Another session held a table for all of the tries; nothing was applied."""

    def __init__(self, schema: str, sessions: list[str]) -> None:
        whom = "; ".join(sessions) or "a session that has ended by now"
        super().__init__(
            f"{schema}: tried {_TRIES} times for {LOCK_TIMEOUT_MS / 1000:g} s each, and a table was held by another"
            f" session. Nothing was applied. Holding tables of this schema now: {whom}."
            " End it with pg_terminate_backend(pid), and run the migration again."
        )


@dataclass(frozen=True, slots=True)
class Migration:
    name: str
    sql: str

    @property
    def checksum(self) -> str:
        return hashlib.sha256(self.sql.encode()).hexdigest()

    @property
    def needs(self) -> str | None:
        return contract.needs_of(self.sql)


def migrations_of(schema: str) -> list[Migration]:
    """The platform's files first, then the service's, each group in the order of its numbers."""
    return [
        *_read("platform", Path(__file__).parent / "migrations"),
        *_read(schema, ROOT / "services" / schema / "migrations"),
    ]


def _read(owner: str, folder: Path) -> Iterator[Migration]:
    for path in sorted(folder.glob("*.sql")):
        if not _NAME.match(path.name):
            raise ValueError(f"{path}: a migration is called NNNN_name.sql")
        yield Migration(f"{owner}/{path.name}", path.read_text())


async def migrate(dsn: str, schema: str) -> list[str]:
    """Applies what is missing to `schema`, in one transaction. Returns the names applied.

    Who waits for a table's lock holds up everybody who comes after. So it waits three seconds, lets them pass, and
    tries again. Raises TableHeld after twenty times, DatabaseNewer and OlderCodeRuns by docs/upgrade.md.
    """
    conn = await asyncpg.connect(dsn, server_settings={"search_path": schema})
    try:
        for attempt in range(1, _TRIES + 1):
            try:
                return await _migrate(conn, schema)
            except (asyncpg.LockNotAvailableError, asyncpg.DeadlockDetectedError) as error:
                if attempt == _TRIES:
                    raise TableHeld(schema, await _holders(conn, schema)) from error
                log.warning("another session holds a table, trying again", extra={"schema": schema, "try": attempt})
                await asyncio.sleep(_PAUSE_S * random.uniform(0.5, 1.5))
        raise AssertionError("unreachable")
    finally:
        await conn.close()


async def _migrate(conn: Connection, schema: str) -> list[str]:
    async with conn.transaction():
        await conn.execute("select set_config('lock_timeout', $1, true)", f"{LOCK_TIMEOUT_MS}ms")
        await conn.execute("select pg_advisory_xact_lock(hashtext('masohi-migrate-' || $1))", schema)
        await _keep_record(conn, schema)
        await contract.require_fit(conn, schema)
        applied = [m.name for m in await missing(conn, schema) if await _apply(conn, schema, m)]
        await _grant(conn, schema)
        await contract.say_release(conn, schema)
    return applied


async def _keep_record(conn: Connection, schema: str) -> None:
    await conn.execute(
        "create table if not exists schema_migrations"
        " (name text primary key, checksum text not null, applied_at timestamptz not null default now())"
    )
    if not await contract.keeps_needs(conn, schema):
        await conn.execute("alter table schema_migrations add column needs text")


async def missing(conn: Connection, schema: str) -> list[Migration]:
    """What this code has and the schema has not. Raises MigrationChanged."""
    rows = await conn.fetch(f"select name, checksum from {schema}.schema_migrations")
    known = {row["name"]: row["checksum"] for row in rows}
    wanted = migrations_of(schema)
    for migration in wanted:
        if known.get(migration.name, migration.checksum) != migration.checksum:
            raise MigrationChanged(f"{migration.name} was changed after it was applied: add a new migration instead")
    return [m for m in wanted if m.name not in known]


async def _holders(conn: Connection, schema: str) -> list[str]:
    """Who holds tables of the schema now, the name of the session as it calls itself."""
    rows = await conn.fetch(_HOLDERS, schema)
    return [f"pid {row['pid']} ({row['usename']}, {row['application_name'] or 'no name'})" for row in rows]


async def _apply(conn: Connection, schema: str, migration: Migration) -> bool:
    if migration.needs:
        await contract.require_no_older(conn, schema, migration.name, migration.needs)
    await conn.execute(migration.sql)
    await conn.execute(
        "insert into schema_migrations (name, checksum, needs) values ($1, $2, $3)",
        *(migration.name, migration.checksum, migration.needs),
    )
    return True


async def _grant(conn: Connection, schema: str) -> None:
    await conn.execute(f"""
        grant usage on schema {schema} to {schema};
        grant select, insert, update, delete on all tables in schema {schema} to {schema};
        grant usage on all sequences in schema {schema} to {schema};
        revoke update, delete on journal, seals from {schema};
        revoke insert, update, delete on lost_facts from {schema};
        revoke insert, update, delete on schema_migrations from {schema};
    """)


REFUSALS = (MigrationChanged, TableHeld, DatabaseNewer, OlderCodeRuns)
"""What a person is told in one line; nothing was applied."""


async def _main() -> None:
    dsn = os.environ["MASOHI_MIGRATION_DSN"]
    for schema in sys.argv[1:]:
        applied = await migrate(dsn, schema)
        sys.stdout.write(f"{schema}: {len(applied)} applied\n" + "".join(f"  {name}\n" for name in applied))


if __name__ == "__main__":
    try:
        asyncio.run(_main())
    except REFUSALS as refusal:
        sys.exit(f"ERROR: {refusal}")
