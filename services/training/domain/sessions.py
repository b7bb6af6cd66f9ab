"""The calendar of a programme: when its sessions are held, which of them are cancelled, and which make up for one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from services.training import events
from services.training.domain.programmes import Programme
from services.training.errors import sessions as errors
from services.training.errors.programmes import ProgrammeClosed
from services.training.events import CancelReason
from shared.clock import LOCAL_ZONE, local_day
from shared.messaging.events import Event

FIRST_MAKE_UP, LAST_MAKE_UP = 401, 800
"""The numbers of sessions that make up for another one. A programme has at most 400 of its own."""


@dataclass(frozen=True, slots=True)
class Session:
    """`number` counts from 1 to the number of the programme's sessions. The end is not included.

    A make-up session has a number from 401 on, and `makes_up_for` a session of the programme. `recorded`: there is
    attendance of it, so it was held."""

    programme_id: UUID
    number: int
    starts_at: datetime
    ends_at: datetime
    makes_up_for: int | None = None
    cancelled: bool = False
    recorded: bool = False

    @property
    def day(self) -> date:
        return local_day(self.starts_at)

    @property
    def minutes(self) -> int:
        return int((self.ends_at - self.starts_at).total_seconds()) // 60


def schedule(
    programme: Programme, calendar: Sequence[Session], session: Session, now: datetime
) -> tuple[list[Session], list[Event]]:
    """Puts a session on the calendar, or moves a session that has not begun.

    Returns the whole calendar after the change, without what is cancelled.
    Raises ProgrammeClosed, SessionUnknown, SessionOutsideProgramme, SessionHeld, SessionCancelled, SessionOverlaps.
    """
    if programme.state == "closed":
        raise ProgrammeClosed
    _check_place(programme, session)
    _check_others(calendar, session, now)
    scheduled = events.SessionScheduled(
        programme_id=programme.id,
        number=session.number,
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        makes_up_for=session.makes_up_for,
    )
    others = (other for other in calendar if other.number != session.number and not other.cancelled)
    return [*others, session], [scheduled]


def schedule_all(
    programme: Programme, times: Sequence[tuple[datetime, datetime]], now: datetime
) -> tuple[list[Session], list[Event]]:
    """The first sessions of a new programme, in order. Each session is checked against the sessions before it."""
    calendar, happened = list[Session](), list[Event]()
    for number, (starts_at, ends_at) in enumerate(times, start=1):
        calendar, scheduled = schedule(programme, calendar, Session(programme.id, number, starts_at, ends_at), now)
        happened += scheduled
    return calendar, happened


def moved(
    programme: Programme, calendar: Sequence[Session], number: int, starts_at: datetime, ends_at: datetime
) -> Session:
    """The session with this number at another time, or a new one. Raises SessionUnknown for an unknown make-up."""
    known = next((session for session in calendar if session.number == number), None)
    if known is None and number >= FIRST_MAKE_UP:
        raise errors.SessionUnknown(number=number, sessions=programme.sessions)
    makes_up_for = known.makes_up_for if known else None
    return Session(programme.id, number, starts_at, ends_at, makes_up_for)


def make_up(
    programme: Programme, calendar: Sequence[Session], for_number: int, starts_at: datetime, ends_at: datetime
) -> Session:
    """A new session in which the content of another one is taught again: that one is cancelled, or has begun.

    Raises SessionNotScheduled, SessionStillToCome, MakeUpsUsedUp."""
    missed = next((session for session in calendar if session.number == for_number < FIRST_MAKE_UP), None)
    if missed is None:
        raise errors.SessionNotScheduled(number=for_number)
    if not missed.cancelled and starts_at < missed.ends_at:
        raise errors.SessionStillToCome(number=for_number, ends_at=_local(missed.ends_at))
    number = max((session.number for session in calendar if session.makes_up_for), default=FIRST_MAKE_UP - 1) + 1
    if number > LAST_MAKE_UP:
        raise errors.MakeUpsUsedUp(maximum=LAST_MAKE_UP - FIRST_MAKE_UP + 1)
    return Session(programme.id, number, starts_at, ends_at, for_number)


def cancel(
    programme: Programme, session: Session | None, number: int, why: CancelReason
) -> tuple[Session, list[Event]]:
    """Cancels a session, also one that should have been held and was not. Cancelling it again changes nothing.

    Raises ProgrammeClosed, SessionNotScheduled, SessionRecorded."""
    if programme.state == "closed":
        raise ProgrammeClosed
    if session is None:
        raise errors.SessionNotScheduled(number=number)
    if session.cancelled:
        return session, []
    if session.recorded:
        raise errors.SessionRecorded(number=number)
    cancelled = events.SessionCancelled(programme_id=programme.id, number=number, cancelled_for=why)
    return replace(session, cancelled=True), [cancelled]


def _check_place(programme: Programme, session: Session) -> None:
    if session.makes_up_for is None and not 1 <= session.number <= programme.sessions:
        raise errors.SessionUnknown(number=session.number, sessions=programme.sessions)
    one_day = session.starts_at < session.ends_at and local_day(session.ends_at) == session.day
    if not one_day or session.day not in programme.period:
        raise errors.SessionOutsideProgramme(number=session.number, day=session.day, programme=programme.period)


def _check_others(calendar: Sequence[Session], session: Session, now: datetime) -> None:
    for other in calendar:
        if other.number == session.number:
            if other.cancelled:
                raise errors.SessionCancelled(number=other.number)
            if other.starts_at <= now:
                raise errors.SessionHeld(number=other.number)
        elif not other.cancelled and session.starts_at < other.ends_at and other.starts_at < session.ends_at:
            raise errors.SessionOverlaps(number=session.number, other=other.number)


def begun(session: Session | None, number: int, now: datetime) -> Session:
    """The session whose attendance may be recorded now.

    Raises SessionNotScheduled, SessionCancelled, SessionNotStarted."""
    if session is None:
        raise errors.SessionNotScheduled(number=number)
    if session.cancelled:
        raise errors.SessionCancelled(number=number)
    if session.starts_at > now:
        raise errors.SessionNotStarted(number=number, starts_at=_local(session.starts_at))
    return session


def clock_time(moment: datetime) -> str:
    """The local time of a moment: `14:00`."""
    return f"{moment.astimezone(LOCAL_ZONE):%H:%M}"


def _local(moment: datetime) -> str:
    return f"{moment.astimezone(LOCAL_ZONE):%Y-%m-%d %H:%M}"
