"""Publishes a journal again, where a broker lost its topics: `python -m shared.journal.refill SERVICE…`.

Reads `MASOHI_MIGRATION_DSN`, as the owner of the schemas, or the path of a file with it. Same ids, same order per key;
a service that knows a fact ignores it. A service forgets what it heard long ago (docs/operate.md): facts that are older
than that would be heard as new ones. Then the refill refuses. With `--as-heard` it first gives back to each inbox what
the journal knows of it.
"""

from __future__ import annotations

import asyncio
import os
import sys
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import asyncpg

from shared.journal import journal
from shared.postgres.pool import Connection


@dataclass(frozen=True, slots=True)
class Forgotten:
    """An inbox that no longer knows the events that it received until a moment."""

    schema: str
    until: datetime


class InboxesForgot(Exception):
    """Some services would hear old facts as new ones; the text says which, and what to do."""

    def __init__(self, service: str, forgot: list[Forgotten], first: datetime) -> None:
        whom = ", ".join(f"{each.schema} (what it heard until {each.until:%Y-%m-%d})" for each in forgot)
        super().__init__(
            f"{service}: its facts go back to {first:%Y-%m-%d}, and these have forgotten what they heard: {whom}."
            " They would take old facts for new ones. With --as-heard, facts from before count as heard there."
        )


async def refill(dsn: str, schema: str, *, as_heard: bool = False) -> int:
    """Puts every published fact of `schema` back into its outbox; returns how many.

    Raises InboxesForgot where a service would take old facts for new ones.
    """
    conn = await asyncpg.connect(dsn, server_settings={"search_path": schema})
    try:
        async with conn.transaction():
            first = await conn.fetchval("select min(recorded_at) from journal")
            forgot = [each for each in await _forgetful(conn) if first and first <= each.until]
            if forgot and not as_heard:
                raise InboxesForgot(schema, forgot, first)
            for each in forgot:
                await _as_heard(conn, schema, each)
            return await journal.refill(conn)
    finally:
        await conn.close()


async def _forgetful(conn: Connection) -> list[Forgotten]:
    schemas = await conn.fetch(
        "select table_schema from information_schema.tables where table_name = 'purges' order by table_schema"
    )
    found = []
    for (schema,) in schemas:
        until = await conn.fetchval(f"select until from {schema}.purges where what = 'inbox'")
        if until is not None:
            found.append(Forgotten(schema, until))
    return found


async def _as_heard(conn: Connection, schema: str, forgot: Forgotten) -> None:
    """What was recorded before that moment cannot have been heard after it by a service that was running then."""
    await conn.execute(
        f"insert into {forgot.schema}.inbox (source, id) select $1, event_id::text from journal where recorded_at <= $2"
        " and (topic is not null or internal_topic is not null) on conflict do nothing",
        *(f"/{schema.replace('_', '-')}", forgot.until),
    )


async def _main(dsn: str, names: list[str], *, as_heard: bool) -> int:
    for name in names:
        try:
            print(name, await refill(dsn, name, as_heard=as_heard))  # noqa: T201
        except InboxesForgot as error:
            sys.stderr.write(f"ERROR: {error}\n")
            return 1
    return 0


if __name__ == "__main__":
    words, dsn = sys.argv[1:], os.environ["MASOHI_MIGRATION_DSN"]
    dsn = Path(dsn).read_text().strip() if dsn.startswith("/") else dsn
    sys.exit(asyncio.run(_main(dsn, [w for w in words if w != "--as-heard"], as_heard="--as-heard" in words)))
