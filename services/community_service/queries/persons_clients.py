"""A counsellor's clients: the cases of the office, those at risk first."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import BaseModel

from services.community_service.domain.cases import RUNNING
from services.community_service.domain.verdicts_numbers import key
from services.community_service.events import SentenceState
from services.community_service.queries.forecasts_lists import RANK, Cursor
from services.community_service.queries.participants import own_case
from services.community_service.queries.sentences_lists import (
    FORECAST,
    NOBODY,
    NUMBER,
    PACE,
    SUMMARY,
    Conditions,
    SentenceSummary,
    summaries,
)
from shared.clock import local_day, midnight
from shared.edge.access import Actor
from shared.edge.paging import page
from shared.postgres.pool import Connection, Row

State = SentenceState | Literal["running"]
_COUNSELLOR = frozenset({"counsellor"})


class PurposeView(BaseModel):
    """What names are read for today. It holds until the end of the local day."""

    purpose: str
    stated_at: datetime


class ClientView(SentenceSummary):
    """`name` is there only while a purpose of the day is stated; each read of it is logged. `mine`: the caller made the
    latest litmas."""

    name: str | None
    mine: bool


class ClientsView(BaseModel):
    """`purpose`: what the names are read for today; without one there are no names. `next`: the cursor."""

    purpose: PurposeView | None
    items: list[ClientView]
    next: str | None


_RANK = RANK.format(PACE)
_MINE = (
    "coalesce((select l.counsellor = {} from litmas as l where l.sentence_id = s.id order by l.version desc limit 1),"
    " false)"
)


async def client_rows(
    conn: Connection,
    actor: Actor,
    number: str | None,
    state: State,
    forecast: str | None,
    mine: bool | None,
    after: str | None,
    limit: int,
) -> list[Row]:
    """The cases of a page, and one more."""
    where = Conditions()
    where.add(sorted(RUNNING) if state == "running" else [state], "s.state = any({})")
    where.add(actor.organisation or NOBODY, own_case("s", _COUNSELLOR, "{}"))
    where.add(None if number is None else key(number), NUMBER)
    where.add(forecast, FORECAST)
    is_mine = _MINE.format(where.value(actor.subject))
    where.add(mine, f"{is_mine} = {{}}")
    if after:
        cursor = Cursor.read(after)
        ends_on, id_ = where.value(cursor.ends_on), where.value(cursor.id)
        where.add(cursor.rank, f"({_RANK}, s.ends_on, s.id) > ({{}}, {ends_on}, {id_})")
    return await conn.fetch(
        f"select {SUMMARY}, {_RANK} as rank, {is_mine} as mine, s.person_id from sentences as s"
        f" left join forecasts as f on f.sentence_id = s.id where {where}"
        f" order by rank, s.ends_on, s.id limit {where.value(limit + 1)}",
        *where.args,
    )


async def clients_view(
    conn: Connection, rows: Sequence[Row], purpose: PurposeView | None, limit: int, now: datetime
) -> ClientsView:
    """The caller has logged the reads of the first `limit` names, if there is a purpose."""
    found = page(list(rows), limit, lambda row: Cursor(row["rank"], row["ends_on"], row["id"]))
    names = await _names(conn, found["items"]) if purpose else {}
    lines = zip(found["items"], await summaries(conn, found["items"], now), strict=True)
    return ClientsView(purpose=purpose, items=[_client(row, line, names) for row, line in lines], next=found["next"])


def _client(row: Row, line: SentenceSummary, names: dict[UUID, str]) -> ClientView:
    return ClientView(**dict(line), name=names.get(row["person_id"]), mine=row["mine"])


async def _names(conn: Connection, rows: Sequence[Row]) -> dict[UUID, str]:
    found = await conn.fetch(
        "select person_id, name from persons where person_id = any($1)", [row["person_id"] for row in rows]
    )
    return {row["person_id"]: row["name"] for row in found}


async def purpose_of(conn: Connection, actor: Actor, now: datetime) -> PurposeView | None:
    """What the caller has said today."""
    row = await conn.fetchrow(
        "select purpose, stated_at from reading_purposes"
        " where reader = $1 and organisation_id = $2 and stated_at >= $3",
        *(actor.subject, actor.organisation, midnight(local_day(now))),
    )
    return PurposeView(**row) if row else None
