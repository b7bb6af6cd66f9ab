"""A site day by day: whether it takes people, and how many seats are taken. People are counts here."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from uuid import UUID

from pydantic import BaseModel

from services.community_service.domain.participants import EVERYWHERE
from services.community_service.domain.sites_days import WEEK, Opening, SiteStanding, Taken, WhyClosed, days_from
from services.community_service.errors.holidays import CalendarTooLong
from services.community_service.events import SiteState
from services.community_service.store.sites_days import OPENINGS, read_openings, read_taken
from services.community_service.store.supervisors import is_supervisor
from shared.clock import local_day
from shared.edge.access import Actor
from shared.errors import Forbidden
from shared.periods import Period
from shared.postgres.pool import Connection, Row
from shared.postgres.rows import found

LONGEST_DAYS = 92
_SEE_ALL = EVERYWHERE | {"counsellor"}


class SlotOfDay(BaseModel):
    """Local times. A session takes one seat of its slot for the day, however short it is."""

    slot_id: UUID
    starts: time
    ends: time
    capacity: int
    taken: int
    free: int


class SiteDay(BaseModel):
    """`why` and `reason` where the site takes nobody. Sessions that were booked before are still in `taken`: on a day
    that is not open they need a new plan. `persons` have a session there; the other counts are sessions by state.

    `holiday`: what the calendar says of the day, also where the site works on it."""

    on: date
    open: bool
    why: WhyClosed | None
    reason: str | None
    holiday: str | None
    seats: int
    taken: int
    free: int
    persons: int
    scheduled: int
    checked_in: int
    recorded: int
    signed_off: int
    slots: list[SlotOfDay]


class SiteCalendar(BaseModel):
    """Days that are past are shown by the calendar as it is known now."""

    site_id: UUID
    name: str
    state: SiteState
    standing: SiteStanding
    agreement_ends_on: date
    since: date
    until: date
    days: list[SiteDay]


async def site_calendar(
    conn: Connection, site_id: UUID, since: date, until: date, actor: Actor, now: datetime
) -> SiteCalendar:
    """A supervisor sees a site of their own on one of these days. Raises CalendarTooLong, NotFound, Forbidden."""
    period, today = Period(since, until), local_day(now)
    if not 1 <= period.days <= LONGEST_DAYS:
        raise CalendarTooLong(since=since, until=until, days=LONGEST_DAYS)
    row = await conn.fetchrow(f"{OPENINGS} where s.id = $1", site_id)
    found(row, "site", site_id)
    if not actor.roles & _SEE_ALL and not await is_supervisor(conn, site_id, actor.subject, since, until):
        raise Forbidden(why="you are not a supervisor of this site / Anda bukan pengawas lokasi ini")
    assert row
    (opening,) = await read_openings(conn, [row])
    taken = await read_taken(conn, [site_id], since, until)
    counts = await _counts(conn, site_id, since, until)
    return SiteCalendar(
        site_id=site_id,
        name=opening.site.name,
        state=opening.site.state,
        standing=opening.standing(today, await _free(conn, opening, today)),
        agreement_ends_on=opening.gate.ends_on,
        since=since,
        until=until,
        days=[_day(opening, on, today, taken, counts.get(on)) for on in days_from(since, period.days)],
    )


async def _free(conn: Connection, opening: Opening, today: date) -> int:
    week = await read_taken(conn, [opening.site.id], today, today + timedelta(days=WEEK - 1))
    return opening.free_in_week(today, week)


async def _counts(conn: Connection, site_id: UUID, since: date, until: date) -> dict[date, Row]:
    states = ", ".join(
        f"count(*) filter (where state = '{state}')::integer as {state}"
        for state in ("scheduled", "checked_in", "recorded", "signed_off")
    )
    rows = await conn.fetch(
        f"select on_date, count(*)::integer as taken, count(distinct person_id)::integer as persons, {states}"
        " from sessions where site_id = $1 and on_date between $2 and $3 group by on_date",
        *(site_id, since, until),
    )
    return {row["on_date"]: row for row in rows}


def _day(opening: Opening, on: date, today: date, taken: Taken, counts: Row | None) -> SiteDay:
    closed, off = opening.closed_by(on, today), opening.details.calendar.off(on)
    slots = [
        SlotOfDay(
            slot_id=slot.id,
            starts=slot.starts,
            ends=slot.ends,
            capacity=slot.capacity,
            taken=(held := taken.get((slot.id, on), 0)),
            free=0 if closed else max(0, slot.capacity - held),
        )
        for slot in opening.slots_on(on)
    ]
    said = dict(counts) if counts else {}
    return SiteDay(
        on=on,
        open=closed is None,
        why=closed.why if closed else None,
        reason=closed.reason if closed else None,
        holiday=off.name if off else None,
        seats=0 if closed else sum(slot.capacity for slot in slots),
        free=sum(slot.free for slot in slots),
        **{name: said.get(name, 0) for name in _COUNTED},
        slots=slots,
    )


_COUNTED = ("taken", "persons", "scheduled", "checked_in", "recorded", "signed_off")
