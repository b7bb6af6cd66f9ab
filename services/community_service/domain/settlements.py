"""Settlement: a session is over and nobody has recorded it; a coordinator finds out what became of it.

Also after its day, and after the end of the sentence's period: nobody loses time that they served because somebody else
forgot to write it down. What was attended is signed off by a second person, as every attendance; the caps stay.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from services.community_service import events
from services.community_service.domain import attendance, cases
from services.community_service.domain.calendar import shown
from services.community_service.domain.cases import Cancelled, Case, Progress
from services.community_service.domain.outcomes import OUTCOMES
from services.community_service.domain.sentences import need_running
from services.community_service.errors.cases import WrongState
from services.community_service.errors.corrections import TimesDoNotFitOutcome
from services.community_service.errors.settlements import SessionNotOver
from services.community_service.events import Outcome, SettledOutcome


@dataclass(frozen=True, slots=True)
class Settlement:
    """What a coordinator found, and how. Whoever attended has both times, or a check-out where they were checked in."""

    outcome: SettledOutcome
    reason: str
    checked_in_at: datetime | None = None
    checked_out_at: datetime | None = None


def settle(case: Case, found: Settlement, by: str, now: datetime) -> Progress:
    """The session at hand is recorded, or is gone where it was never held: its minutes can be planned again then.

    Raises WrongState, SessionNotOver, TimesDoNotFitOutcome and what `attendance` refuses.
    """
    session = case.session
    need_running(case.sentence)
    if session.state not in ("scheduled", "checked_in"):
        raise WrongState(state=session.state, needed="scheduled / checked_in")
    if now < session.ends_at:
        raise SessionNotOver(ends_at=shown(session.ends_at))
    settled = events.SessionSettled(sentence_id=case.sentence.id, session_id=session.session_id, outcome=found.outcome)
    done = _not_held(case, found, now) if found.outcome == "not_held" else _held(case, found.outcome, found, by, now)
    return Progress(done.case, [settled, *done.events])


def _not_held(case: Case, found: Settlement, now: datetime) -> Progress:
    """Whoever was checked in was there: such a session was held."""
    _need_no_times(found)
    if case.session.state != "scheduled":
        raise WrongState(state=case.session.state, needed="scheduled")
    gone = case.without([Cancelled(case.session, "not_held", found.reason)])
    return cases.conclude(case, gone, lambda _: [], now)


def _held(case: Case, outcome: Outcome, found: Settlement, by: str, now: datetime) -> Progress:
    if not OUTCOMES[outcome].attended:
        _need_no_times(found)
        return attendance.record_absence(case, outcome, found.reason, by, now)
    if found.checked_out_at is None:
        raise TimesDoNotFitOutcome(outcome=outcome)
    explained = case.with_session(replace(case.session, reason=found.reason))
    arrived = Progress(explained, [])
    if found.checked_in_at:
        arrived = attendance.check_in(explained, found.checked_in_at, by, now)
    left = attendance.check_out(arrived.case, found.checked_out_at, outcome, by, now)
    return Progress(left.case, [*arrived.events, *left.events])


def _need_no_times(found: Settlement) -> None:
    if found.checked_in_at or found.checked_out_at:
        raise TimesDoNotFitOutcome(outcome=found.outcome)
