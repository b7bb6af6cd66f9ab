"""Use cases of the calendar: a coordinator records what a decree says of a day, or of many days at once."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from pydantic import AfterValidator, BaseModel, Field

from services.community_service.domain import holidays
from services.community_service.errors import holidays as errors
from services.community_service.errors.attendance import LineUnreadable
from services.community_service.events import CalendarDecreed, DecreedDay
from services.community_service.fields import Day, Name, Number, Reason
from services.community_service.metrics import CALENDAR_DAYS
from services.community_service.queries import holidays as queries
from services.community_service.store import holidays as store
from shared import holidays as calendars
from shared.clock import local_day
from shared.edge.access import Actor
from shared.edge.lines import BrokenLine, or_broken
from shared.errors import Refusal
from shared.holidays import Calendar, DayKind, DayOff, Decreed
from shared.ids import new_id
from shared.journal import journal
from shared.postgres.pool import Connection
from shared.texts import no_nik

PublicName = Annotated[Name, AfterValidator(no_nik)]
"""It is published."""


class Decree(BaseModel):
    """The decree that speaks: its number, its date, and who issued it (e.g. SKB 3 Menteri)."""

    number: Number
    decreed_on: Day
    issuer: PublicName

    def value(self) -> calendars.Decree:
        return calendars.Decree(self.number, self.decreed_on, self.issuer)


class SetDay(BaseModel):
    """`correction`: why a later decree, which stands there, does not hold."""

    kind: DayKind
    name: PublicName
    decree: Decree
    correction: Reason | None = None


class DecreeDay(BaseModel):
    """One day of a decree. A holiday that moves is two of them: `working_day`, and the new day."""

    on: Day
    kind: DayKind
    name: PublicName


class RecordDecree(BaseModel):
    """At most 400 days, each in one line."""

    decree: Decree
    days: Annotated[list[Annotated[DecreeDay, or_broken(DecreeDay, "on")]], Field(min_length=1, max_length=400)]
    correction: Reason | None = None


class DecreeLine(BaseModel):
    """What became of one line: recorded; or unchanged, since the same stands there; or refused, with the reason."""

    on: str | None
    recorded: bool
    slug: str | None = None
    detail_id: str | None = None
    detail_en: str | None = None


class DecreeAnswer(BaseModel):
    """The answers stand in the order of the lines. `closed_sessions`: booked sessions on these days that cannot be held
    as they are."""

    recorded: int
    unchanged: int
    refused: int
    lines: list[DecreeLine]
    closed_sessions: int


async def set_day(conn: Connection, on: date, cmd: SetDay, actor: Actor, now: datetime) -> queries.DayView:
    """Raises DecreeInFuture, LaterDecreeHolds."""
    calendar = await _lock(conn, cmd.decree, now)
    said = DayOff(cmd.kind, cmd.name)
    revision = _next(calendar, on, said, cmd.decree, cmd.correction, now)
    if revision:
        await _save(conn, calendar, {on: revision}, cmd.decree, cmd.correction, actor, now)
    return await queries.day(conn, on)


async def record_decree(conn: Connection, cmd: RecordDecree, actor: Actor, now: datetime) -> DecreeAnswer:
    """Each line stands for itself: what is refused changes nothing, the rest is recorded. Raises DecreeInFuture."""
    calendar = await _lock(conn, cmd.decree, now)
    revisions: dict[date, Decreed] = {}
    seen = set[date]()
    lines = [_line(calendar, line, cmd, revisions, seen, now) for line in cmd.days]
    if revisions:
        await _save(conn, calendar, revisions, cmd.decree, cmd.correction, actor, now)
    refused = sum(line.slug is not None for line in lines)
    return DecreeAnswer(
        recorded=len(revisions),
        unchanged=len(lines) - len(revisions) - refused,
        refused=refused,
        lines=lines,
        closed_sessions=len(await queries.closed_sessions_on(conn, seen)),
    )


def _line(
    calendar: Calendar,
    line: DecreeDay | BrokenLine,
    cmd: RecordDecree,
    revisions: dict[date, Decreed],
    seen: set[date],
    now: datetime,
) -> DecreeLine:
    try:
        if isinstance(line, BrokenLine):
            raise LineUnreadable(why=line.why)
        if line.on in seen:
            raise errors.DayTwice(on=line.on)
        seen.add(line.on)
        if said := _next(calendar, line.on, DayOff(line.kind, line.name), cmd.decree, cmd.correction, now):
            revisions[line.on] = said
        return DecreeLine(on=str(line.on), recorded=said is not None)
    except Refusal as refusal:
        return DecreeLine(
            on=line.name if isinstance(line, BrokenLine) else str(line.on),
            recorded=False,
            slug=refusal.slug,
            detail_id=refusal.message("id"),
            detail_en=refusal.message("en"),
        )


async def _lock(conn: Connection, decree: Decree, now: datetime) -> Calendar:
    if decree.decreed_on > local_day(now):
        raise errors.DecreeInFuture(decreed_on=decree.decreed_on)
    return await store.lock_calendar(conn)


def _next(
    calendar: Calendar, on: date, said: DayOff, decree: Decree, correction: str | None, now: datetime
) -> Decreed | None:
    return holidays.next_revision(calendar, on, said, decree.value(), corrects=correction is not None, now=now)


async def _save(
    conn: Connection,
    calendar: Calendar,
    revisions: dict[date, Decreed],
    decree: Decree,
    correction: str | None,
    actor: Actor,
    now: datetime,
) -> None:
    days = []
    for on, said in sorted(revisions.items()):
        revision = len(calendar.decreed.get(on, ())) + 1
        await store.add_revision(conn, on, revision, said, correction, actor.subject, now)
        days.append(DecreedDay(on=on, kind=said.day.kind, name=said.day.name, revision=revision))
        CALENDAR_DAYS.labels(said.day.kind).inc()
    await store.forecast_again_around(conn, list(revisions))
    fact = _decreed(decree.value(), days, corrects=correction is not None)
    await journal.append(conn, [fact], actor=actor.subject, now=now)


async def tell_older_decrees(conn: Connection, now: datetime) -> int:
    """Publishes, once, what was recorded before decrees were published: one decree at a time."""
    untold = await store.claim_untold(conn)
    if untold is None:
        return 0
    await journal.append(conn, [_decreed(*untold, corrects=False)], actor="system:calendar", now=now)
    return 1


def _decreed(decree: calendars.Decree, days: list[DecreedDay], *, corrects: bool) -> CalendarDecreed:
    return CalendarDecreed(
        decree_id=new_id(),
        number=decree.number,
        decreed_on=decree.decreed_on,
        issuer=decree.issuer,
        corrects=corrects,
        days=days,
    )
