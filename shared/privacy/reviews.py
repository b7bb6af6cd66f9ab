"""The log of reads, searched by auditors: who read whom and what for, by person, reader, purpose and days.

A search for one person is a read of that person's data, and is written down like any other. One that names nobody is
not: it shows ids and no person, and would fill the log with itself, a row for each row that it shows.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from shared.edge.access import Actor
from shared.edge.paging import page
from shared.edge.spans import DaysMissing, Span
from shared.edge.spreadsheets import BATCH, stream
from shared.postgres.conditions import Conditions
from shared.postgres.pool import Connection, Pool
from shared.privacy.reads import REVIEW, ReadView, log

MOST_DAYS = 366


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for. `purpose` is a part of it, in any case of its letters."""

    person_id: UUID | None = None
    reader: str | None = None
    purpose: str | None = None
    days: Span | None = None

    def need_bounds(self, *, whole: bool = False) -> None:
        """`whole`: everything that is found is read, not a page. Raises DaysMissing where that may be too much."""
        few = self.days or self.person_id or (self.reader and not whole)
        if not few and (whole or self.purpose):
            raise DaysMissing(most=MOST_DAYS)


async def search(
    conn: Connection, of_person: str, wanted: Wanted, after: UUID | None, limit: int, *, actor: Actor, now: datetime
) -> dict[str, Any]:
    """A page of reads, newest first; logged where it is about one person. `of_person`: the condition of the rows that
    are about the person `$1`. Raises DaysMissing."""
    wanted.need_bounds()
    found = await _page(conn, of_person, wanted, after, limit)
    if wanted.person_id and found["items"]:
        await log(conn, [wanted.person_id], actor, REVIEW, now)
    return found


async def note(conn: Connection, of_person: str, wanted: Wanted, *, actor: Actor, now: datetime) -> None:
    """What `search` does, for a search that is read as a whole: judged and logged before the first line."""
    wanted.need_bounds(whole=True)
    await search(conn, of_person, wanted, None, 1, actor=actor, now=now)


def search_csv(pool: Pool, of_person: str, wanted: Wanted) -> AsyncIterator[bytes]:
    """All that is found, a line for each. `note` comes before."""

    async def read(conn: Connection, after: str | None) -> dict[str, Any]:
        return await _page(conn, of_person, wanted, UUID(after) if after else None, BATCH)

    return stream(pool, tuple(ReadView.model_fields), read)


def statement(of_person: str, wanted: Wanted, after: UUID | None, limit: int) -> tuple[str, list[object]]:
    """A page of reads as SQL and its values."""
    where = Conditions()
    where.add(f"({of_person.replace('$1', '{0}')})", wanted.person_id)
    where.add("reader = {}", wanted.reader)
    where.add("strpos(lower(purpose), lower({})) > 0", wanted.purpose)
    if wanted.days:
        where.add("read_at >= {} and read_at < {}", wanted.days.begins, wanted.days.ends)
    where.add("(read_at, id) < (select read_at, id from person_reads where id = {})", after)
    columns = "id, person_id, reader, organisation_id, purpose, read_at"
    order = f"order by read_at desc, id desc limit {limit:d}"
    return f"select {columns} from person_reads where {where} {order}", where.values


async def _page(conn: Connection, of_person: str, wanted: Wanted, after: UUID | None, limit: int) -> dict[str, Any]:
    query, values = statement(of_person, wanted, after, limit + 1)
    return page([ReadView(**row) for row in await conn.fetch(query, *values)], limit, lambda view: view.id)
