"""Lists of sentences: found by number, state and forecast, each with its pace and its next session."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
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
from services.community_service.queries.executions import MISSING
from services.community_service.queries.participants import own_case
from shared.edge.access import Actor
from shared.edge.paging import page
from shared.periods import Period
from shared.postgres.pool import Connection, Row

Order = Literal["id", "ends_on"]


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

_ORDERS: dict[Order, tuple[str, str]] = {
    "id": ("s.id > $1", "s.id"),
    "ends_on": ("(s.ends_on, s.id) > (select ends_on, id from sentences where id = $1)", "s.ends_on, s.id"),
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
    rows = await conn.fetch(
        f"select {SUMMARY} from sentences as s left join forecasts as f on f.sentence_id = s.id"
        f" where ($1::uuid is null or {later}) and ($3 or {own_case('s', actor.roles, '$4')})"
        " and ($5::text is null or s.state = $5) and ($6::text is null or s.verdict_key like '%' || $6 || '%')"
        f" and ($7::text is null or {PACE} = $7)"
        f" and ($8::boolean is null or $8 = (cardinality({MISSING.format('s')}) > 0)) order by {by} limit $2",
        *(after, limit + 1, bool(actor.roles & EVERYWHERE), actor.organisation),
        *(state, None if number is None else key(number), forecast, papers_missing),
    )
    return page(await summaries(conn, rows, now), limit, lambda view: view.id)


async def summaries(conn: Connection, rows: Sequence[Row], now: datetime) -> list[SentenceSummary]:
    """The views of rows with the columns of `SUMMARY`, in their order."""
    ahead = await _not_signed_off(conn, [row["id"] for row in rows])
    return [SentenceSummary(**row, **_booked(row, ahead[row["id"]], now)) for row in rows]


_SESSIONS = """
    select s.sentence_id, s.id, s.state, s.outcome, s.on_date, s.starts_at, s.ends_at, s.checked_in_at,
        s.checked_out_at, s.site_id, t.name as site_name
    from sessions_as_corrected as s join sites as t on t.id = s.site_id
    where s.sentence_id = any($1) and s.state <> 'signed_off' order by s.starts_at
"""


async def _not_signed_off(conn: Connection, sentences: Sequence[UUID]) -> dict[UUID, list[Row]]:
    found: dict[UUID, list[Row]] = defaultdict(list)
    for row in await conn.fetch(_SESSIONS, sentences):
        found[row["sentence_id"]].append(row)
    return found


def _booked(row: Row, sessions: Sequence[Row], now: datetime) -> dict[str, Any]:
    period = Period(row["starts_on"], row["ends_on"])
    figures = pace_figures(row["required_minutes"], row["credited_minutes"], map(_session, sessions), period, now)
    ahead = (each for each in sessions if each["state"] == "scheduled" and each["ends_at"] > now)
    coming = next(ahead, None)
    return {
        "waiting_minutes": figures.waiting,
        "unrecorded_minutes": figures.unrecorded,
        "scheduled_minutes": figures.scheduled,
        "open_minutes": figures.open,
        "next_session": NextSession(**coming) if coming else None,
    }


def _session(row: Row) -> Booked:
    times = row["starts_at"], row["ends_at"]
    present = present_minutes(*times, row["checked_in_at"], row["checked_out_at"])
    return Booked(row["state"], row["outcome"], row["on_date"], *times, present)
