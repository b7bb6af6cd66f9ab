"""The chain of one key, link by link, ready to be drawn: each fact with the hash before it, its own, the seal that
covers it, and whether it follows. What a fact says is in `timeline.py`, or in the words of its service."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel

from shared.edge.paging import page
from shared.errors import NotFound
from shared.journal import chain
from shared.postgres.pool import Connection, Row


class Link(BaseModel):
    """One fact of a chain. `flaw` says why it does not fit; none where it does. `seal`: the number of the first seal
    that covers it, which is that of its day; none until the day is over, or where the journal is not sealed."""

    position: int
    event_id: UUID
    version: int
    type: str
    at: datetime
    actor: str
    digest: str
    previous_hash: str | None
    hash: str
    seal: int | None
    sealed_day: date | None
    flaw: str | None


async def links(conn: Connection, key: str, after: int, limit: int) -> dict[str, Any]:
    """A page of a key's chain, oldest first; the cursor is a version. Raises NotFound."""
    rows = await conn.fetch(
        f"{chain.STORED} where key = $1 and version >= $2 order by version limit $3", key, after, limit + 2
    )
    before = rows.pop(0) if rows and rows[0]["version"] == after else None
    if not rows and before is None:
        raise NotFound(what="journal", id=key)
    seals = await _seals(conn, rows[: limit + 1])
    made = [_link(row, last, after, seals) for last, row in zip([before, *rows], rows, strict=False)]
    return page(made, limit, lambda link: link.version)


def _link(row: Row, last: Row | None, after: int, seals: Sequence[Row]) -> Link:
    place = bisect_left(seals, row["position"], key=lambda seal: seal["position"])
    seal = seals[place] if place < len(seals) else None
    return Link(
        **{name: row[name] for name in ("position", "event_id", "version", "type", "actor")},
        at=row["occurred_at"],
        digest=row["digest"].hex(),
        previous_hash=row["previous_hash"].hex() if row["previous_hash"] else None,
        hash=row["hash"].hex(),
        seal=seal["number"] if seal else None,
        sealed_day=seal["day"] if seal else None,
        flaw=_flaw(row, last, after),
    )


def _flaw(row: Row, last: Row | None, after: int) -> str | None:
    version, head = (last["version"], last["hash"]) if last else (after, b"")
    if reason := chain.flaw_of(row, version + 1, head):
        return reason
    return chain.MOVED if last and row["position"] <= last["position"] else None


async def _seals(conn: Connection, rows: Sequence[Row]) -> list[Row]:
    """The seals that cover some of these facts, in their order. Not those whose facts a restore lost."""
    if not rows:
        return []
    positions = [row["position"] for row in rows]
    return await conn.fetch(
        "select number, day, position from seals where stated_at is null and position >= $1 and number <= coalesce("
        "(select min(number) from seals where stated_at is null and position >= $2), $3) order by position, number",
        *(min(positions), max(positions), 2**62),
    )
