"""Facts of the journal by type, actor, key and days: where each stands and its hash, never what it says.

Days become positions first, by an index that costs the writer next to nothing; then a page is a walk over positions
from the cursor. There is no index of actors: each fact would pay for it. So whoever looks for one names the days.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel

from shared.edge.paging import page
from shared.edge.spans import DaysMissing, Span
from shared.edge.spreadsheets import BATCH, stream
from shared.postgres.conditions import Conditions
from shared.postgres.pool import Connection, Pool

MOST_DAYS = 366
Order = Literal["newest", "oldest"]


class FactLine(BaseModel):
    """One fact, without its content. `hash` is the hex head of its chain at that point."""

    position: int
    event_id: UUID
    key: str
    version: int
    type: str
    at: datetime
    actor: str
    hash: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for. `first` and `last` are the positions of the days, once they are known."""

    type: str | None = None
    actor: str | None = None
    key: str | None = None
    days: Span | None = None
    order: Order = "newest"
    first: int | None = None
    last: int | None = None

    def need_bounds(self, *, whole: bool = False) -> None:
        """`whole`: everything that is found is read, not a page. Raises DaysMissing where that may be too much."""
        if self.days is None and self.key is None and (whole or self.actor is not None):
            raise DaysMissing(most=MOST_DAYS)


_LINE = (
    "select position, event_id, key, version, type, occurred_at as at, actor, encode(hash, 'hex') as hash from journal"
)
# `offset 0`: otherwise the lowest and the highest are looked for one by one, over the whole journal.
PLACE = (
    "select min(position) as first, max(position) as last from (select position from journal"
    " where occurred_at >= $1 and occurred_at < $2 offset 0) as found"
)


async def search(conn: Connection, wanted: Wanted, after: int | None, limit: int) -> dict[str, Any]:
    """A page of facts in the order of their positions; the cursor is a position. Raises DaysMissing."""
    wanted.need_bounds()
    return await _page(conn, await _placed(conn, wanted), after, limit)


def search_csv(pool: Pool, wanted: Wanted) -> AsyncIterator[bytes]:
    """All that is found, a line for each. `wanted.need_bounds(whole=True)` comes before."""
    placed: list[Wanted] = []

    async def read(conn: Connection, after: str | None) -> dict[str, Any]:
        if not placed:
            placed.append(await _placed(conn, wanted))
        return await _page(conn, placed[0], None if after is None else int(after), BATCH)

    return stream(pool, tuple(FactLine.model_fields), read)


async def _placed(conn: Connection, wanted: Wanted) -> Wanted:
    """With the positions between which the facts of these days stand. A key has few facts: it needs none."""
    if wanted.days is None or wanted.key is not None:
        return wanted
    found = await conn.fetchrow(PLACE, wanted.days.begins, wanted.days.ends)
    assert found is not None
    return replace(wanted, first=found["first"] or 0, last=found["last"] or 0)


async def _page(conn: Connection, wanted: Wanted, after: int | None, limit: int) -> dict[str, Any]:
    where, newest = Conditions(), wanted.order == "newest"
    where.add("type = {}", wanted.type)
    where.add("actor = {}", wanted.actor)
    where.add("key = {}", wanted.key)
    where.add("position between {} and {}", wanted.first, wanted.last)
    where.add(f"position {'<' if newest else '>'} {{}}", after)
    if wanted.days:
        where.add("occurred_at >= {} and occurred_at < {}", wanted.days.begins, wanted.days.ends)
    rows = await conn.fetch(
        f"{_LINE} where {where} order by position {'desc' if newest else 'asc'} limit {limit + 1:d}", *where.values
    )
    return page([FactLine(**row) for row in rows], limit, lambda line: line.position)
