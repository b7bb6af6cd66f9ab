"""Migrations that take something away (docs/upgrade.md).

Such a file has a line `-- contract from 0.2.0: why`: code of 0.2.0 and newer does without what goes. The database keeps
that release, so older code refuses to start there. While older code is connected, the migration is refused.
"""

from __future__ import annotations

import re

import asyncpg

from shared.postgres.pool import Connection
from shared.version import VERSION, parsed

_MARK = re.compile(r"^-- contract from (\d+\.\d+\.\d+): \S", re.MULTILINE)
_COLUMN = (
    "select exists (select from information_schema.columns"
    " where table_schema = $1 and table_name = 'schema_migrations' and column_name = 'needs')"
)
_SESSIONS = (
    "select distinct application_name from pg_stat_activity where datname = current_database() and usename = $1"
    " order by application_name"
)


class DatabaseNewer(Exception):
    """The database no longer has what this release needs."""

    def __init__(self, schema: str, needs: str) -> None:
        super().__init__(
            f"{schema}: the database needs release {needs} or newer, and this is {VERSION}."
            f" Start {needs}, or restore the backup that was made before the upgrade."
        )


class OlderCodeRuns(Exception):
    """A migration takes away what a service that is connected may still use."""

    def __init__(self, migration: str, needs: str, sessions: list[str]) -> None:
        super().__init__(
            f"{migration} takes away what releases before {needs} use, and these are connected: {', '.join(sessions)}."
            f" Upgrade to {needs} first, or stop these services. Nothing was applied."
        )


def needs_of(sql: str) -> str | None:
    """The first release whose code does without what this migration takes away; None where it only adds."""
    found = _MARK.search(sql)
    return found[1] if found else None


async def keeps_needs(conn: Connection, schema: str) -> bool:
    """Whether a migrator that knows of releases has been there."""
    return bool(await conn.fetchval(_COLUMN, schema))


async def needed(conn: Connection, schema: str) -> str | None:
    """The oldest release that the schema still carries; None where every one will do."""
    if not await keeps_needs(conn, schema):
        return None
    marks = await conn.fetch(f"select needs from {schema}.schema_migrations where needs is not null")
    return max((row["needs"] for row in marks), key=parsed, default=None)


async def say_release(conn: Connection, schema: str) -> None:
    """Writes on the schema which release has migrated it last."""
    await conn.execute(f"comment on schema {schema} is 'migrated by release {VERSION}'")


async def said_release(conn: Connection, schema: str) -> str | None:
    """The release that has migrated the schema last; None from before releases were said."""
    said = await conn.fetchval("select obj_description($1::text::regnamespace, 'pg_namespace')", schema)
    return str(said).rpartition(" ")[2] if said else None


async def require_fit(conn: Connection, schema: str) -> None:
    """Raises DatabaseNewer where this code is older than what the schema still carries."""
    needs = await needed(conn, schema)
    if needs and parsed(VERSION) < parsed(needs):
        raise DatabaseNewer(schema, needs)


async def require_no_older(conn: Connection, schema: str, migration: str, needs: str) -> None:
    """Raises OlderCodeRuns where a service of a release before `needs` is connected."""
    sessions = [row["application_name"] for row in await conn.fetch(_SESSIONS, schema)]
    if older := [name for name in sessions if _is_older(name, needs)]:
        raise OlderCodeRuns(migration, needs, older)


def _is_older(session: str, needs: str) -> bool:
    """Who does not say its release is from before releases were said."""
    version = session.rpartition(" ")[2]
    return not re.fullmatch(r"\d+\.\d+\.\d+", version) or parsed(version) < parsed(needs)


async def start_only_where_it_fits(dsn: str, schema: str) -> None:
    """For a service before it starts. Raises SystemExit with one line."""
    try:
        conn = await asyncpg.connect(dsn, timeout=10)
    except (OSError, asyncpg.PostgresError) as error:
        raise SystemExit(f"ERROR: the database cannot be reached: {error}") from None
    try:
        await require_fit(conn, schema)
    except DatabaseNewer as error:
        raise SystemExit(f"ERROR: {error}") from None
    finally:
        await conn.close()
