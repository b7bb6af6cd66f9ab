"""The calendar of a programme: when its sessions are held."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from services.training import errors, events
from services.training.domain import children
from services.training.domain.programme import Programme, Session
from services.training.rules import TrainingRules
from shared.clock import LOCAL_ZONE, local_day
from shared.messaging.events import Event


def schedule(
    programme: Programme,
    known: Sequence[Session],
    session: Session,
    *,
    with_children: bool,
    rules: TrainingRules,
    now: datetime,
) -> tuple[Session, list[Event]]:
    """Puts a session on the calendar or moves one that has not begun. `with_children`: the limits of C3 apply."""
    if programme.state == "closed":
        raise errors.ProgrammeIsClosed
    _check_place(programme, session)
    _check_others(known, session, now)
    if with_children:
        after = [*(s for s in known if s.number != session.number), session]
        errors.refuse(children.broken(programme, after, rules))
    said = events.SessionRecorded(
        programme_id=programme.id, number=session.number, starts_at=session.starts_at, ends_at=session.ends_at
    )
    return session, [said]


def _check_place(programme: Programme, session: Session) -> None:
    if not 1 <= session.number <= programme.sessions:
        raise errors.SessionUnknown(number=session.number, sessions=programme.sessions)
    one_day = session.starts_at < session.ends_at and local_day(session.ends_at) == session.day
    if not one_day or session.day not in programme.period:
        raise errors.SessionMisplaced(number=session.number, day=session.day, programme=programme.period)


def _check_others(known: Sequence[Session], session: Session, now: datetime) -> None:
    for other in known:
        if other.number == session.number:
            if other.starts_at <= now:
                raise errors.SessionHeld(number=other.number)
        elif session.starts_at < other.ends_at and other.starts_at < session.ends_at:
            raise errors.SessionOverlaps(number=session.number, other=other.number)


def begun(session: Session | None, number: int, now: datetime) -> Session:
    """The session, if attendance may be taken: it is on the calendar and has begun."""
    if session is None:
        raise errors.SessionNotScheduled(number=number)
    if session.starts_at > now:
        raise errors.SessionNotStarted(number=number, starts_at=_local(session.starts_at))
    return session


def _local(moment: datetime) -> str:
    return f"{moment.astimezone(LOCAL_ZONE):%Y-%m-%d %H:%M}"
