"""The calendar for its readers, and the booked sessions that it closes."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta
from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel

from services.community_service.domain.holidays import why_no_working_day
from services.community_service.domain.participants import EVERYWHERE
from services.community_service.errors.holidays import CalendarTooLong
from services.community_service.queries.participants import own_case
from services.community_service.rules import BOOK
from services.community_service.store.holidays import load_calendar
from services.community_service.store.sites import load_details
from shared.edge.access import Actor
from shared.edge.paging import page
from shared.holidays import Calendar, DayKind, Decreed, usual
from shared.periods import Period
from shared.postgres.pool import Connection, Row

LONGEST_DAYS = 1100
"""Three years, as long as a child's period."""


class DecreeView(BaseModel):
    number: str
    decreed_on: date
    issuer: str


class CalendarDay(BaseModel):
    """`source`: a decree, or the library's estimate where no decree has spoken."""

    on: date
    kind: DayKind
    name: str
    source: Literal["decree", "estimate"]
    decree: DecreeView | None


class CalendarView(BaseModel):
    """Holidays, joint leave, and days of which a decree says that they are neither. Days that nobody speaks of are left
    out."""

    since: date
    until: date
    days: list[CalendarDay]


class DayRevision(BaseModel):
    """What a decree said of the day. The last one holds."""

    kind: DayKind
    name: str
    decree: DecreeView
    recorded_at: datetime


class DayView(BaseModel):
    """`day` is null on a day that nobody speaks of."""

    on: date
    day: CalendarDay | None
    revisions: list[DayRevision]


async def calendar(conn: Connection, since: date, until: date) -> CalendarView:
    """Raises CalendarTooLong."""
    period = Period(since, until)
    if not 1 <= period.days <= LONGEST_DAYS:
        raise CalendarTooLong(since=since, until=until, days=LONGEST_DAYS)
    known = await load_calendar(conn)
    days = (_day(known, since + timedelta(days=number)) for number in range(period.days))
    return CalendarView(since=since, until=until, days=[day for day in days if day])


async def day(conn: Connection, on: date) -> DayView:
    known = await load_calendar(conn)
    revisions = [
        DayRevision(kind=said.day.kind, name=said.day.name, decree=_decree(said), recorded_at=said.recorded_at)
        for said in known.decreed.get(on, ())
    ]
    return DayView(on=on, day=_day(known, on), revisions=revisions)


def _day(known: Calendar, on: date) -> CalendarDay | None:
    if said := known.latest(on):
        return CalendarDay(on=on, kind=said.day.kind, name=said.day.name, source="decree", decree=_decree(said))
    if off := usual(on):
        return CalendarDay(on=on, kind=off.kind, name=off.name, source="estimate", decree=None)
    return None


def _decree(said: Decreed) -> DecreeView:
    return DecreeView(number=said.decree.number, decreed_on=said.decree.decreed_on, issuer=said.decree.issuer)


class ClosedSession(BaseModel):
    """A booked session that cannot be held as it is: plan the case again, or settle what was not recorded."""

    id: UUID
    sentence_id: UUID
    site_id: UUID
    on: date
    starts_at: datetime
    ends_at: datetime
    why: str


_BOOKED = """
    select s.id, s.sentence_id, s.site_id, s.on_date as on, s.starts_at, s.ends_at, c.regime, c.rules_from
    from sessions as s join sentences as c on c.id = s.sentence_id
    where s.state = 'scheduled' and c.state in ('assigned', 'active')
"""


async def closed_sessions_of(conn: Connection, sentence_id: UUID) -> list[ClosedSession]:
    """Of one case, the earliest first."""
    return await _closed(conn, await conn.fetch(f"{_BOOKED} and c.id = $1 order by s.starts_at", sentence_id))


async def closed_sessions_on(conn: Connection, days: Collection[date]) -> list[ClosedSession]:
    return await _closed(conn, await conn.fetch(f"{_BOOKED} and s.on_date = any($1::date[])", list(days)))


async def closed_sessions(conn: Connection, actor: Actor, after: UUID | None, limit: int) -> dict[str, Any]:
    """A page of the caller's cases; coordinators and auditors see all."""
    rows = await conn.fetch(
        f"{_BOOKED} and ($1 or {own_case('c', actor.roles, '$2')}) and ($3::uuid is null or s.id > $3) order by s.id",
        *(bool(actor.roles & EVERYWHERE), actor.organisation, after),
    )
    found = await _closed(conn, rows)
    return page(found[: limit + 1], limit, lambda view: view.id)


async def _closed(conn: Connection, booked: Sequence[Row]) -> list[ClosedSession]:
    """Those of the booked sessions whose site is closed on their day, or that a child has on no working day."""
    details = await load_details(conn, sorted({row["site_id"] for row in booked})) if booked else {}
    found = []
    for row in booked:
        site, on = details[row["site_id"]], row["on"]
        why = site.closed_on(on)
        if why is None and row["regime"] == "child":
            why = why_no_working_day(on, BOOK.of(row["rules_from"]).child_day, site.calendar)
        if why:
            found.append(
                ClosedSession(**{name: row[name] for name in ClosedSession.model_fields if name != "why"}, why=why)
            )
    return found
