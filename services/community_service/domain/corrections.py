"""Corrections: the record stays, a correction stands beside it.

One person proposes with a reason; another, who had no hand in the record, approves.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal
from uuid import UUID

from services.community_service import events
from services.community_service.domain.attendance import Attendance, day_cap, said, worth
from services.community_service.domain.calendar import shown
from services.community_service.domain.ledger import Entry, Served, restore
from services.community_service.domain.outcomes import OUTCOMES
from services.community_service.domain.sentences import Sentence, completion, settle
from services.community_service.errors import corrections as errors
from services.community_service.errors.attendance import NotOnTheDay, OutBeforeIn, TimeInFuture
from services.community_service.errors.cases import WrongState
from services.community_service.events import Outcome
from shared.clock import local_day
from shared.messaging.events import Event


@dataclass(frozen=True, slots=True)
class Correction:
    """What should have been recorded. Both times are there exactly where the person attended."""

    id: UUID
    outcome: Outcome
    checked_in_at: datetime | None
    checked_out_at: datetime | None
    proposed_by: str
    state: Literal["proposed", "approved", "rejected"] = "proposed"


@dataclass(frozen=True, slots=True)
class Corrected:
    sentence: Sentence
    entries: Sequence[Entry]
    minutes: int
    happened: list[Event]


def propose(sentence: Sentence, attendance: Attendance, correction: Correction, now: datetime) -> list[Event]:
    """Raises where the record, the times or the case do not allow it."""
    _need_correctable(sentence, attendance)
    _check(attendance, correction, now)
    after = _corrected(attendance, correction)
    return [
        events.CorrectionProposed(
            sentence_id=sentence.id,
            session_id=attendance.session_id,
            correction_id=correction.id,
            outcome=correction.outcome,
            present_minutes=after.present_minutes,
        )
    ]


def approve(
    sentence: Sentence,
    attendance: Attendance,
    correction: Correction,
    served: Sequence[Served],
    by: str,
    now: datetime,
    open_matters: int = 0,
) -> Corrected:
    """A second person approves. `served` are the case's signed-off sessions as they stood before.

    The caps hold again (KUHP art. 85(4), (5); UU 11/2012 art. 76): it adds at most what the day and the sentence have
    room for. What it takes away makes room for what other sessions had been cut.
    """
    need_second(correction, attendance, by)
    _need_correctable(sentence, attendance)
    after = _corrected(attendance, correction)
    entries = _entries(sentence, attendance, after, served)
    total = sum(entry.minutes for entry in entries)
    moved = settle(replace(sentence, credited_minutes=sentence.credited_minutes + total), open_matters)
    moved = _reviewed(moved, total)
    minutes = sum(entry.minutes for entry in entries if entry.kind != "restoration")
    own = sum(entry.minutes for entry in entries if entry.session_id == attendance.session_id)
    fact = events.AttendanceCorrected(
        **said(moved, attendance),
        outcome=correction.outcome,
        present_minutes=after.present_minutes,
        session_credited_minutes=_credited(attendance, served) + own,
        correction_minutes=minutes,
        restored_minutes=sum(entry.minutes for entry in entries if entry.kind == "restoration"),
        needs_decision=moved.review == "open",
    )
    completed = completion(moved, now) if sentence.state != "completed" else []
    return Corrected(moved, entries, minutes, [fact, *completed])


def reject(
    sentence: Sentence, attendance: Attendance, correction: Correction, by: str, now: datetime, open_matters: int = 0
) -> tuple[Sentence, list[Event]]:
    """The record stands. A sentence that only waited for this is completed."""
    need_second(correction, attendance, by)
    moved = settle(sentence, open_matters)
    said = events.CorrectionRejected(
        sentence_id=sentence.id, session_id=attendance.session_id, correction_id=correction.id
    )
    return moved, [said, *(completion(moved, now) if sentence.state != "completed" else [])]


def need_second(correction: Correction, attendance: Attendance, by: str) -> None:
    """Two persons: whoever decides has neither proposed it nor had a hand in the record."""
    if correction.state != "proposed":
        raise WrongState(state=correction.state, needed="proposed")
    if by == correction.proposed_by or by in hands(attendance):
        raise errors.SecondApproverNeeded


def hands(attendance: Attendance) -> frozenset[str]:
    """Who has checked in, recorded, signed off or last corrected it."""
    a = attendance
    return frozenset(filter(None, (a.checked_in_by, a.recorded_by, a.signed_off_by, a.corrected_by)))


def _reviewed(sentence: Sentence, total: int) -> Sentence:
    """A completed sentence that lacks minutes now waits for the prosecutor; one that lacks none any more does not."""
    if sentence.state != "completed":
        return sentence
    if sentence.remaining_minutes <= 0:
        return replace(sentence, review=None)
    return replace(sentence, review="open") if total < 0 else sentence


def _entries(sentence: Sentence, before: Attendance, after: Attendance, served: Sequence[Served]) -> list[Entry]:
    """The reversal, the new credit, and what others get back. What is not signed off has nothing in the ledger yet."""
    if before.state != "signed_off":
        return []
    on = local_day(before.starts_at)
    old = _credited(before, served)
    others = sum(s.credited_minutes for s in served if s.on == on) - old
    room = max(old, min(day_cap(sentence, after) - others, sentence.remaining_minutes + old))
    new = min(worth(after), room)
    corrected = [
        replace(s, worth_minutes=worth(after), credited_minutes=new) if s.session_id == before.session_id else s
        for s in served
    ]
    entries = [Entry(before.session_id, on, -old, "reversal"), Entry(before.session_id, on, new, "correction")]
    kept = [entry for entry in entries if entry.minutes] if new != old else []
    return [*kept, *restore(sentence.remaining_minutes + old - new, corrected)]


def _credited(attendance: Attendance, served: Sequence[Served]) -> int:
    return sum(s.credited_minutes for s in served if s.session_id == attendance.session_id)


def _corrected(attendance: Attendance, correction: Correction) -> Attendance:
    return replace(
        attendance,
        outcome=correction.outcome,
        checked_in_at=correction.checked_in_at,
        checked_out_at=correction.checked_out_at,
        corrected_by=correction.proposed_by,
    )


def _need_correctable(sentence: Sentence, attendance: Attendance) -> None:
    if sentence.state in ("revoked", "closed"):
        raise WrongState(state=sentence.state, needed="assigned / active / completed")
    if attendance.state not in ("recorded", "signed_off"):
        raise WrongState(state=attendance.state, needed="recorded / signed_off")


def _check(attendance: Attendance, correction: Correction, now: datetime) -> None:
    since, until = correction.checked_in_at, correction.checked_out_at
    if OUTCOMES[correction.outcome].attended != (since is not None and until is not None):
        raise errors.TimesDoNotFitOutcome(outcome=correction.outcome)
    if since is None or until is None:
        return
    day = local_day(attendance.starts_at)
    for moment in (since, until):
        if moment > now:
            raise TimeInFuture(at=shown(moment))
        if local_day(moment) != day:
            raise NotOnTheDay(at=shown(moment), on=day)
    if until < since:
        raise OutBeforeIn(at=shown(until), since=shown(since))
