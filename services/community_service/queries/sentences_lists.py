"""Lists of sentences: found by number, state and forecast, each with its pace and its next session."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel

from services.community_service.domain.cases import RUNNING
from services.community_service.domain.executions import Paper
from services.community_service.domain.forecasts import Pace
from services.community_service.domain.forecasts_pace import Booked, pace_figures
from services.community_service.domain.participants import EVERYWHERE
from services.community_service.domain.sentences import Origin
from services.community_service.domain.sessions import present_minutes
from services.community_service.domain.verdicts_numbers import key
from services.community_service.events import SentenceState
from services.community_service.queries.cases_calendar import site_names
from services.community_service.queries.executions import MISSING
from services.community_service.queries.participants import own_case
from shared.edge.access import Actor
from shared.edge.paging import page
from shared.periods import Period
from shared.postgres.pool import Connection, Row

Order = Literal["id", "ends_on"]
NOBODY = UUID(int=0)
"""In the place of the organisation of a caller who belongs to none."""


class NextSession(BaseModel):
    id: UUID
    starts_at: datetime
    ends_at: datetime
    site_id: UUID
    site_name: str


class SentenceSummary(BaseModel):
    """In minutes: `waiting` for sign-off, `unrecorded` though over, `scheduled` to come, and `open`: none of these.
    `pace` is that of the latest forecast; null before the first, and once the sentence is over."""

    id: UUID
    court_code: str
    verdict_number: str
    verdict_date: date
    origin: Origin
    child: bool
    prosecutor_code: str
    probation_office_code: str
    state: SentenceState
    starts_on: date
    ends_on: date
    required_minutes: int
    credited_minutes: int
    remaining_minutes: int
    waiting_minutes: int
    unrecorded_minutes: int
    scheduled_minutes: int
    open_minutes: int
    pace: Pace | None
    short_minutes: int | None
    next_session: NextSession | None
    overridden: bool
    missing_papers: list[Paper]


_RUNNING = ", ".join(f"'{state}'" for state in sorted(RUNNING))
PACE = f"case when s.state in ({_RUNNING}) then f.pace end"
"""SQL: the forecast of a sentence `s` whose row of `forecasts` is `f`."""

SUMMARY = f"""
    s.id, s.court_code, s.verdict_number, s.verdict_date, s.origin, s.regime = 'child' as child, s.prosecutor_code,
    s.probation_office_code, s.state, s.starts_on, s.ends_on, s.required_minutes, s.credited_minutes,
    s.required_minutes - s.credited_minutes as remaining_minutes, s.override_id is not null as overridden,
    {PACE} as pace, case when s.state in ({_RUNNING}) then f.short_minutes end as short_minutes,
    {MISSING.format("s")} as missing_papers
"""
"""SQL: columns for `summaries`."""

FORECAST = f"s.state in ({_RUNNING}) and f.pace = {{}}"
NUMBER = "s.verdict_key like '%' || {} || '%'"
"""SQL: conditions for `Conditions`. A key has letters, figures and strokes only."""


class Conditions:
    """The conditions that a caller asks for, and their values: SQL without the others, so that it finds its index."""

    def __init__(self) -> None:
        self.args: list[Any] = []
        self._conditions = ["true"]

    def add(self, value: Any, condition: str) -> None:
        """`{}` in the condition stands for the value. None asks for nothing."""
        if value is not None:
            self._conditions.append(f"({condition.format(self.value(value))})")

    def value(self, value: Any) -> str:
        self.args.append(value)
        return f"${len(self.args)}"

    def __str__(self) -> str:
        return " and ".join(self._conditions)


_ORDERS: dict[Order, tuple[str, str]] = {
    "id": ("s.id > {}", "s.id"),
    "ends_on": ("(s.ends_on, s.id) > (select ends_on, id from sentences where id = {})", "s.ends_on, s.id"),
}


async def sentences(
    conn: Connection,
    actor: Actor,
    now: datetime,
    number: str | None,
    state: str | None,
    forecast: str | None,
    papers_missing: bool | None,
    order: Order,
    after: UUID | None,
    limit: int,
) -> dict[str, Any]:
    """A page of the caller's cases; coordinators and auditors see all. `number`: a part of the verdict's, in any
    spelling."""
    later, by = _ORDERS[order]
    where = Conditions()
    where.add(after, later)
    if not actor.roles & EVERYWHERE:
        where.add(actor.organisation or NOBODY, own_case("s", actor.roles, "{}"))
    where.add(state, "s.state = {}")
    where.add(None if number is None else key(number), NUMBER)
    where.add(forecast, FORECAST)
    where.add(papers_missing, f"{{}} = (cardinality({MISSING.format('s')}) > 0)")
    rows = await conn.fetch(
        f"select {SUMMARY} from sentences as s left join forecasts as f on f.sentence_id = s.id"
        f" where {where} order by {by} limit {where.value(limit + 1)}",
        *where.args,
    )
    return page(await summaries(conn, rows, now), limit, lambda view: view.id)


async def summaries(conn: Connection, rows: Sequence[Row], now: datetime) -> list[SentenceSummary]:
    """The views of rows with the columns of `SUMMARY`, in their order."""
    ahead = await _not_signed_off(conn, [row["id"] for row in rows])
    coming = {id_: _next(sessions, now) for id_, sessions in ahead.items()}
    names = await site_names(conn, {each["site_id"] for each in coming.values() if each})
    return [
        SentenceSummary(
            **row, **_figures(row, ahead[row["id"]], now), next_session=_next_session(coming.get(row["id"]), names)
        )
        for row in rows
    ]


_COLUMNS = "sentence_id, id, state, outcome, on_date, starts_at, ends_at, checked_in_at, checked_out_at, site_id"
_SESSIONS = f"""
    select {_COLUMNS} from sessions where sentence_id = any($1) and state in ('scheduled', 'checked_in')
    union all
    select {_COLUMNS} from sessions_as_corrected where sentence_id = any($1) and state = 'recorded'
"""
"""Only what is recorded may be corrected."""


async def _not_signed_off(conn: Connection, sentences: Sequence[UUID]) -> dict[UUID, list[Row]]:
    found: dict[UUID, list[Row]] = defaultdict(list)
    for row in await conn.fetch(_SESSIONS, sentences):
        found[row["sentence_id"]].append(row)
    return found


def _figures(row: Row, sessions: Sequence[Row], now: datetime) -> dict[str, int]:
    period = Period(row["starts_on"], row["ends_on"])
    figures = pace_figures(row["required_minutes"], row["credited_minutes"], map(_session, sessions), period, now)
    return {
        "waiting_minutes": figures.waiting,
        "unrecorded_minutes": figures.unrecorded,
        "scheduled_minutes": figures.scheduled,
        "open_minutes": figures.open,
    }


def _session(row: Row) -> Booked:
    times = row["starts_at"], row["ends_at"]
    present = present_minutes(*times, row["checked_in_at"], row["checked_out_at"])
    return Booked(row["state"], row["outcome"], row["on_date"], *times, present)


def _next(sessions: Sequence[Row], now: datetime) -> Row | None:
    ahead = (each for each in sessions if each["state"] == "scheduled" and each["ends_at"] > now)
    return min(ahead, key=lambda each: each["starts_at"], default=None)


def _next_session(row: Row | None, names: Mapping[UUID, str]) -> NextSession | None:
    return NextSession(**row, site_name=names[row["site_id"]]) if row else None


async def verdict_numbers(conn: Connection, sentence_ids: Sequence[UUID]) -> dict[UUID, str]:
    """Of cases that the caller sees already."""
    rows = await conn.fetch("select id, verdict_number from sentences where id = any($1)", sentence_ids)
    return {row["id"]: row["verdict_number"] for row in rows}
