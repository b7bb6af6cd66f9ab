"""A month of a case: its sessions with their sites, those that were cancelled too, and the days off."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Literal
from uuid import UUID

from pydantic import BaseModel

from services.community_service.domain.calendar import minutes_between
from services.community_service.domain.cases import Cause
from services.community_service.domain.sessions import State
from services.community_service.events import Outcome
from services.community_service.queries.attendance import SessionView
from services.community_service.queries.holidays import CalendarDay, calendar
from services.community_service.queries.sentences import SentenceView
from shared.clock import local_day
from shared.periods import Period
from shared.postgres.pool import Connection


class CalendarSession(BaseModel):
    """`unrecorded`: it is over, and nobody has said what became of it. `closed_why`: it cannot be held on its day.
    `mine`: the caller has checked in or recorded it, and does not sign it off."""

    id: UUID
    on: date
    starts_at: datetime
    ends_at: datetime
    scheduled_minutes: int
    site_id: UUID
    site_name: str
    state: State | Literal["cancelled"]
    cause: Cause | None
    outcome: Outcome | None
    present_minutes: int
    credited_minutes: int | None
    corrected: bool
    unrecorded: bool
    closed_why: str | None
    mine: bool


class MonthView(BaseModel):
    """`first_month` and `last_month`: where there is something to show. Months are given by their first day."""

    month: date
    first_month: date
    last_month: date
    sessions: list[CalendarSession]
    days_off: list[CalendarDay]


async def month_view(
    conn: Connection, sentence: SentenceView, month: date | None, subject: str, now: datetime
) -> MonthView:
    """`month`: any day of it; the current one, or the nearest of the sentence, where none is named."""
    held = [each for placement in sentence.placements for each in placement.sessions]
    days = [sentence.starts_on, sentence.ends_on, *(each.on for each in held)]
    chosen = _first(month or min(max(local_day(now), min(days)), max(days)))
    span = Period(chosen, chosen.replace(day=monthrange(chosen.year, chosen.month)[1]))
    sites = await site_names(conn, {each.site_id for each in held if each.on in span})
    closed = {each.id: each.why for each in sentence.closed_sessions}
    sessions = [_session(each, sites, closed, subject, now) for each in held if each.on in span]
    sessions += await _cancelled(conn, sentence.id, span)
    return MonthView(
        month=chosen,
        first_month=_first(min(days)),
        last_month=_first(max(days)),
        sessions=sorted(sessions, key=lambda each: (each.starts_at, each.id)),
        days_off=(await calendar(conn, span.starts_on, span.ends_on)).days,
    )


async def site_names(conn: Connection, ids: Iterable[UUID]) -> dict[UUID, str]:
    rows = await conn.fetch("select id, name from sites where id = any($1)", list(ids))
    return {row["id"]: row["name"] for row in rows}


def _first(day: date) -> date:
    return day.replace(day=1)


def _session(
    each: SessionView, sites: Mapping[UUID, str], closed: Mapping[UUID, str], subject: str, now: datetime
) -> CalendarSession:
    return CalendarSession(
        **{name: getattr(each, name) for name in CalendarSession.model_fields if name in SessionView.model_fields},
        site_name=sites[each.site_id],
        cause=None,
        unrecorded=each.state in ("scheduled", "checked_in") and each.ends_at <= now,
        closed_why=closed.get(each.id),
        mine=subject in (each.checked_in_by, each.recorded_by),
    )


_CANCELLED = """
    select c.id, c.starts_at, c.ends_at, c.site_id, t.name as site_name, c.cause
    from cancelled_sessions as c join sites as t on t.id = c.site_id where c.sentence_id = $1
"""


async def _cancelled(conn: Connection, sentence_id: UUID, span: Period) -> list[CalendarSession]:
    return [
        CalendarSession(
            **row,
            on=local_day(row["starts_at"]),
            scheduled_minutes=minutes_between(row["starts_at"], row["ends_at"]),
            state="cancelled",
            outcome=None,
            present_minutes=0,
            credited_minutes=None,
            corrected=False,
            unrecorded=False,
            closed_why=None,
            mine=False,
        )
        for row in await conn.fetch(_CANCELLED, sentence_id)
        if local_day(row["starts_at"]) in span
    ]
