"""Attendance of a session: check-in, check-out or absence, and the sign-off by a second person that credits it.

Each act takes the case with the session at hand.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import Any

from services.community_service import events
from services.community_service.domain import alarms_checks, cases
from services.community_service.domain.calendar import at, shown
from services.community_service.domain.cases import Case, Progress, place_and_time
from services.community_service.domain.geography import Point
from services.community_service.domain.ledger import Entry
from services.community_service.domain.outcomes import OUTCOMES
from services.community_service.domain.sentences import OVER, Sentence, balance, need_running
from services.community_service.domain.sessions import Attendance, Compliance, State
from services.community_service.errors import attendance as errors
from services.community_service.errors.cases import WrongState
from services.community_service.errors.holidays import ChildNoWorkingDay, NobodyExpected
from services.community_service.errors.placements import OutsideSentencePeriod
from services.community_service.events import Accompanied, Outcome
from shared.clock import local_day
from shared.messaging.events import Event


def check_in(
    case: Case,
    moment: datetime,
    by: str,
    now: datetime,
    place: Point | None = None,
    accompanied_by: Accompanied | None = None,
) -> Progress:
    """The person arrives. The first check-in of a sentence starts it. `place` is where the supervisor is.

    Nobody is turned away because a paper is missing: the case says so (`domain/executions.py`).

    Raises WrongState, TimeInFuture, NotOnTheDay, ChildNoWorkingDay, OutsideSentencePeriod, AfterSession.
    """
    session = case.session
    need_running(case.sentence)
    _need(session, "scheduled")
    need_time(session, moment, now)
    if why := case.no_working_day(session.on):
        raise ChildNoWorkingDay(on=session.on, why=why)
    _need_day(case)
    if moment >= session.ends_at:
        raise errors.AfterSession(ends_at=shown(session.ends_at), at=shown(moment))
    arrived = replace(session, state="checked_in", checked_in_at=moment, checked_in_by=by, arrival=place)
    arrived = replace(arrived, compliance=replace(session.compliance, accompanied_by=accompanied_by))
    after = case.with_session(arrived).with_sentence(replace(case.sentence, state="active"))

    def facts(sentence: Sentence) -> Iterator[Event]:
        yield events.CheckedIn(sentence_id=sentence.id, session_id=session.session_id, at=moment)
        if case.sentence.state == "assigned":
            yield events.SentenceStarted(**balance(sentence), started_at=moment)

    return cases.conclude(case, after, facts, now)


def check_out(
    case: Case,
    moment: datetime,
    outcome: Outcome,
    by: str,
    now: datetime,
    *,
    compliance: Compliance = Compliance(),  # noqa: B008 it is frozen
    place: Point | None = None,
) -> Progress:
    """The person leaves, and the supervisor says whether they complied. The outcome is one of who attended.

    Whoever leaves after midnight is recorded as such, some hours long. The minutes count up to the session's end.
    Raises WrongState, TimeInFuture, NotOnTheDay, TooLongAfterMidnight, OutBeforeIn.
    """
    assert OUTCOMES[outcome].attended
    session = case.session
    _need(session, "checked_in")
    need_time_out(case, moment, now)
    assert session.checked_in_at
    if moment < session.checked_in_at:
        raise errors.OutBeforeIn(at=shown(moment), since=shown(session.checked_in_at))
    left = replace(
        session,
        state="recorded",
        checked_out_at=moment,
        departure=place,
        outcome=outcome,
        compliance=replace(compliance, accompanied_by=compliance.accompanied_by or session.compliance.accompanied_by),
        recorded_by=by,
    )
    return _record(case, left, now)


def record_absence(
    case: Case, outcome: Outcome, reason: str | None, by: str, now: datetime, said_at: datetime | None = None
) -> Progress:
    """The person did not come. The outcome is an absence. `said_at`: when it was said, where that was before now.

    Raises WrongState, NobodyExpected, NothingLeftToServe, OutsideSentencePeriod, SessionNotStarted, ReasonMissing.
    """
    assert not OUTCOMES[outcome].attended
    session = case.session
    need_running(case.sentence)
    _need(session, "scheduled")
    need_expected(case, outcome)
    _need_left(case, outcome)
    _need_day(case)
    if (said_at or now) < session.starts_at:
        raise errors.SessionNotStarted(starts_at=shown(session.starts_at))
    if OUTCOMES[outcome].needs_reason and not reason:
        raise errors.ReasonMissing
    missed = replace(session, state="recorded", outcome=outcome, reason=reason, recorded_by=by)
    return _record(case, missed, now)


def sign_off(case: Case, by: str, now: datetime) -> Progress:
    """A second person confirms what was recorded, and its minutes are credited. The last one completes the sentence,
    unless an alarm or a proposed correction is open, be it an alarm that this sign-off raises.

    Source of the caps: KUHP art. 85(4), (5); UU 11/2012 art. 76; PP 58/2022. Raises WrongState, SecondPersonNeeded.
    """
    session = case.session
    if case.sentence.state in OVER:
        need_running(case.sentence)
    _need(session, "recorded")
    if by in session.recorders:
        raise errors.SecondPersonNeeded
    assert session.outcome
    signed, minutes, outcome = replace(session, state="signed_off", signed_off_by=by), creditable(case), session.outcome
    entry = Entry(session.session_id, session.on, minutes, "sign_off")
    after = alarms_checks.check(case.with_session(signed).with_entries([entry]), now)
    return cases.conclude(
        case,
        after,
        lambda sentence: [
            events.AttendanceSignedOff(
                **of_session(sentence, signed), outcome=outcome, session_credited_minutes=minutes
            )
        ],
        now,
    )


def creditable(case: Case) -> int:
    """What the session at hand may add: the least of its worth, what is left of its day's cap, and what remains."""
    session = case.session
    left_of_day = case.cap(session.on) - case.credited_on(session.on)
    return max(0, min(session.worth_minutes, left_of_day, case.sentence.remaining_minutes))


def of_session(sentence: Sentence, session: Attendance) -> dict[str, Any]:
    """What every fact about the attendance of a session says."""
    return balance(sentence) | place_and_time(session)


def _record(case: Case, recorded: Attendance, now: datetime) -> Progress:
    outcome, present = recorded.outcome, recorded.present_minutes
    assert outcome
    return cases.conclude(
        case,
        alarms_checks.check(case.with_session(recorded), now),
        lambda sentence: [
            events.AttendanceRecorded(**of_session(sentence, recorded), outcome=outcome, present_minutes=present)
        ],
        now,
    )


def _need_day(case: Case) -> None:
    """An amended verdict may have left this day out of its period."""
    on, period = case.session.on, case.sentence.period
    if case.caps.get(on) == 0:
        raise OutsideSentencePeriod(on=on, starts_on=period.starts_on, ends_on=period.ends_on)


def need_expected(case: Case, outcome: Outcome) -> None:
    """Nobody fails by staying away on a day when the site was closed, or when a child does not serve.

    Raises NobodyExpected."""
    meaning, on = OUTCOMES[outcome], case.session.on
    why = case.no_working_day(on) or case.around.closed
    if why and meaning.enforceable and not meaning.attended:
        raise NobodyExpected(on=on, why=why)


def _need_left(case: Case, outcome: Outcome) -> None:
    """Nobody fails by staying away who has served everything, and waits for an alarm or a correction to be settled.

    Raises NothingLeftToServe."""
    if OUTCOMES[outcome].enforceable and case.sentence.remaining_minutes <= 0:
        raise errors.NothingLeftToServe(on=case.session.on)


def need_time_out(case: Case, moment: datetime, now: datetime) -> None:
    """Raises TimeInFuture, NotOnTheDay, TooLongAfterMidnight."""
    session, minutes = case.session, case.limits.misuse.past_midnight_minutes
    if local_day(moment) <= session.on:
        need_time(session, moment, now)
    elif moment > now:
        raise errors.TimeInFuture(at=shown(moment))
    elif moment > session.ends_at + timedelta(minutes=minutes):
        latest = max(session.ends_at + timedelta(minutes=minutes), at(session.on, time(23, 59)))
        raise errors.TooLongAfterMidnight(at=shown(moment), latest=shown(latest), ends_at=shown(session.ends_at))


def need_time(session: Attendance, moment: datetime, now: datetime) -> None:
    """Raises TimeInFuture, NotOnTheDay."""
    if moment > now:
        raise errors.TimeInFuture(at=shown(moment))
    if local_day(moment) != session.on:
        raise errors.NotOnTheDay(
            at=shown(moment), on=session.on, starts_at=shown(session.starts_at), ends_at=shown(session.ends_at)
        )


def _need(session: Attendance, state: State) -> None:
    if session.state != state:
        raise WrongState(state=session.state, needed=state)
