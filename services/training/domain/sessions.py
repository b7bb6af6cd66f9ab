"""The calendar of a programme: when its sessions are held."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from services.training import events
from services.training.domain.programmes import Programme
from services.training.errors import sessions as errors
from services.training.errors.programmes import ProgrammeClosed
from shared.clock import LOCAL_ZONE, local_day
from shared.messaging.events import Event


@dataclass(frozen=True, slots=True)
class Session:
    """`number` counts from 1 to the number of the programme's sessions. The end is not included."""

    programme_id: UUID
    number: int
    starts_at: datetime
    ends_at: datetime

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

    Returns the whole calendar after the change.
    Raises ProgrammeClosed, SessionUnknown, SessionOutsideProgramme, SessionHeld, SessionOverlaps.
    """
    if programme.state == "closed":
        raise ProgrammeClosed
    _check_place(programme, session)
    _check_others(calendar, session, now)
    scheduled = events.SessionScheduled(
        programme_id=programme.id, number=session.number, starts_at=session.starts_at, ends_at=session.ends_at
    )
    return [*(other for other in calendar if other.number != session.number), session], [scheduled]


def schedule_all(
    programme: Programme, times: Sequence[tuple[datetime, datetime]], now: datetime
) -> tuple[list[Session], list[Event]]:
    """The first sessions of a new programme, in order. Each session is checked against the sessions before it."""
    calendar, happened = list[Session](), list[Event]()
    for number, (starts_at, ends_at) in enumerate(times, start=1):
        calendar, scheduled = schedule(programme, calendar, Session(programme.id, number, starts_at, ends_at), now)
        happened += scheduled
    return calendar, happened


def _check_place(programme: Programme, session: Session) -> None:
    if not 1 <= session.number <= programme.sessions:
        raise errors.SessionUnknown(number=session.number, sessions=programme.sessions)
    one_day = session.starts_at < session.ends_at and local_day(session.ends_at) == session.day
    if not one_day or session.day not in programme.period:
        raise errors.SessionOutsideProgramme(number=session.number, day=session.day, programme=programme.period)


def _check_others(calendar: Sequence[Session], session: Session, now: datetime) -> None:
    for other in calendar:
        if other.number == session.number:
            if other.starts_at <= now:
                raise errors.SessionHeld(number=other.number)
        elif session.starts_at < other.ends_at and other.starts_at < session.ends_at:
            raise errors.SessionOverlaps(number=session.number, other=other.number)


def begun(session: Session | None, number: int, now: datetime) -> Session:
    """The session whose attendance may be recorded now. Raises SessionNotScheduled, SessionNotStarted."""
    if session is None:
        raise errors.SessionNotScheduled(number=number)
    if session.starts_at > now:
        raise errors.SessionNotStarted(number=number, starts_at=_local(session.starts_at))
    return session


def clock_time(moment: datetime) -> str:
    """The local time of a moment: `14:00`."""
    return f"{moment.astimezone(LOCAL_ZONE):%H:%M}"


def _local(moment: datetime) -> str:
    return f"{moment.astimezone(LOCAL_ZONE):%Y-%m-%d %H:%M}"
