"""Attendance of a session: check-in, check-out or absence, and the sign-off by a second person that credits it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from services.community_service import events
from services.community_service.domain.calendar import minutes_between, shown
from services.community_service.domain.outcomes import OUTCOMES, counts_for
from services.community_service.domain.sentences import Sentence, balance, completion, credit, need_running, start
from services.community_service.errors import attendance as errors
from services.community_service.errors.cases import WrongState
from services.community_service.errors.placements import OutsideSentencePeriod
from services.community_service.events import Outcome
from shared.clock import local_day
from shared.messaging.events import Event

State = Literal["scheduled", "checked_in", "recorded", "signed_off"]

Grade = Literal["good", "sufficient", "poor"]


@dataclass(frozen=True, slots=True)
class Attendance:
    """A session as it was scheduled and what happened at it. Subjects are pseudonymous."""

    session_id: UUID
    placement_id: UUID
    site_id: UUID
    starts_at: datetime
    ends_at: datetime
    state: State = "scheduled"
    checked_in_at: datetime | None = None
    checked_in_by: str | None = None
    checked_out_at: datetime | None = None
    outcome: Outcome | None = None
    reason: str | None = None
    recorded_by: str | None = None
    signed_off_by: str | None = None
    corrected_by: str | None = None
    day_cap_minutes: int | None = None
    """The cap of its day; the sentence's where it is not known to differ. 0: the day is out of the period now."""

    @property
    def scheduled_minutes(self) -> int:
        return minutes_between(self.starts_at, self.ends_at)

    @property
    def present_minutes(self) -> int:
        return present_minutes(self.starts_at, self.ends_at, self.checked_in_at, self.checked_out_at)


def present_minutes(
    starts_at: datetime, ends_at: datetime, checked_in_at: datetime | None, checked_out_at: datetime | None
) -> int:
    """Completed minutes within the schedule. Time before or after the schedule never counts."""
    if checked_in_at is None or checked_out_at is None:
        return 0
    return minutes_between(max(checked_in_at, starts_at), min(checked_out_at, ends_at))


@dataclass(frozen=True, slots=True)
class Compliance:
    """How the work was done, as the supervisor saw it; null is not noted. It stays in this service."""

    safety_gear: bool | None = None
    work_quality: Grade | None = None
    behaviour: Grade | None = None


def check_in(
    sentence: Sentence, attendance: Attendance, moment: datetime, by: str, now: datetime
) -> tuple[Sentence, Attendance, list[Event]]:
    """The person arrives. The first check-in of a sentence starts it."""
    need_running(sentence)
    _need(attendance, "scheduled")
    _check_time(attendance, moment, now)
    _need_day(sentence, attendance)
    if moment >= attendance.ends_at:
        raise errors.AfterSession(ends_at=shown(attendance.ends_at), at=shown(moment))
    arrived = replace(attendance, state="checked_in", checked_in_at=moment, checked_in_by=by)
    active, started = start(sentence, moment)
    noted = events.CheckedIn(sentence_id=sentence.id, session_id=attendance.session_id, at=moment)
    return active, arrived, [noted, *started]


def check_out(
    sentence: Sentence,
    attendance: Attendance,
    moment: datetime,
    outcome: Outcome,
    by: str,
    now: datetime,
) -> tuple[Attendance, list[Event]]:
    """The person leaves, and the supervisor says whether they complied. The outcome is one of who attended."""
    assert OUTCOMES[outcome].attended
    _need(attendance, "checked_in")
    _check_time(attendance, moment, now)
    assert attendance.checked_in_at
    if moment < attendance.checked_in_at:
        raise errors.OutBeforeIn(at=shown(moment), since=shown(attendance.checked_in_at))
    left = replace(attendance, state="recorded", checked_out_at=moment, outcome=outcome, recorded_by=by)
    return left, [_recorded(sentence, left)]


def absent(
    sentence: Sentence,
    attendance: Attendance,
    outcome: Outcome,
    reason: str | None,
    by: str,
    now: datetime,
) -> tuple[Attendance, list[Event]]:
    """The person did not come. The outcome is an absence."""
    assert not OUTCOMES[outcome].attended
    need_running(sentence)
    _need(attendance, "scheduled")
    _need_day(sentence, attendance)
    if now < attendance.starts_at:
        raise errors.SessionNotStarted(starts_at=shown(attendance.starts_at))
    if OUTCOMES[outcome].needs_reason and not reason:
        raise errors.ReasonMissing
    missed = replace(attendance, state="recorded", outcome=outcome, reason=reason, recorded_by=by)
    return missed, [_recorded(sentence, missed)]


def sign_off(
    sentence: Sentence, attendance: Attendance, credited_that_day: int, by: str, now: datetime
) -> tuple[Sentence, Attendance, int, list[Event]]:
    """A second person confirms, and nothing else is open: both halves in one."""
    signed = sign(sentence, attendance, by)
    credited, minutes, happened = credit_signed(sentence, signed, credited_that_day, now)
    return credited, signed, minutes, happened


def sign(sentence: Sentence, attendance: Attendance, by: str) -> Attendance:
    """A second person confirms: neither who recorded it nor who proposed a correction of it."""
    if sentence.state in ("revoked", "closed"):
        need_running(sentence)
    _need(attendance, "recorded")
    if by in {attendance.recorded_by, attendance.checked_in_by, attendance.corrected_by}:
        raise errors.SecondPersonNeeded
    return replace(attendance, state="signed_off", signed_off_by=by)


def credit_signed(
    sentence: Sentence, signed: Attendance, credited_that_day: int, now: datetime, open_matters: int = 0
) -> tuple[Sentence, int, list[Event]]:
    """The minutes that a signed-off session adds. With the last one the sentence is completed, unless matters are open.

    Source of the caps: KUHP art. 85(4), (5); UU 11/2012 art. 76; PP 58/2022.
    """
    assert signed.outcome
    minutes = creditable(sentence, signed, credited_that_day)
    credited = credit(sentence, minutes, open_matters)
    fact = events.AttendanceSignedOff(
        **said(credited, signed), outcome=signed.outcome, session_credited_minutes=minutes
    )
    return credited, minutes, [fact, *(completion(credited, now) if sentence.state != "completed" else [])]


def creditable(sentence: Sentence, attendance: Attendance, credited_that_day: int) -> int:
    """What a session may add: the least of the time present, what is left of the day's cap, and what remains."""
    left_of_day = max(0, day_cap(sentence, attendance) - credited_that_day)
    return min(worth(attendance), left_of_day, max(0, sentence.remaining_minutes))


def worth(attendance: Attendance) -> int:
    """What a session is worth before any cap: the time present, where the outcome counts."""
    return worth_minutes(attendance.outcome, attendance.present_minutes)


def worth_minutes(outcome: Outcome | None, present: int) -> int:
    return present if counts_for(outcome) else 0


def day_cap(sentence: Sentence, attendance: Attendance) -> int:
    return sentence.daily_cap_minutes if attendance.day_cap_minutes is None else attendance.day_cap_minutes


def _recorded(sentence: Sentence, attendance: Attendance) -> Event:
    return events.AttendanceRecorded.model_validate(
        said(sentence, attendance) | {"outcome": attendance.outcome, "present_minutes": attendance.present_minutes}
    )


def said(sentence: Sentence, attendance: Attendance) -> dict[str, Any]:
    return balance(sentence) | {
        "session_id": attendance.session_id,
        "placement_id": attendance.placement_id,
        "site_id": attendance.site_id,
        "starts_at": attendance.starts_at,
        "ends_at": attendance.ends_at,
    }


def _need_day(sentence: Sentence, attendance: Attendance) -> None:
    """An amended verdict may have left this day out of its period."""
    if attendance.day_cap_minutes == 0:
        period = sentence.period
        raise OutsideSentencePeriod(
            on=local_day(attendance.starts_at), starts_on=period.starts_on, ends_on=period.ends_on
        )


def _check_time(attendance: Attendance, moment: datetime, now: datetime) -> None:
    day = local_day(attendance.starts_at)
    if moment > now:
        raise errors.TimeInFuture(at=shown(moment))
    if local_day(moment) != day:
        raise errors.NotOnTheDay(at=shown(moment), on=day)


def _need(attendance: Attendance, state: State) -> None:
    if attendance.state != state:
        raise WrongState(state=attendance.state, needed=state)
