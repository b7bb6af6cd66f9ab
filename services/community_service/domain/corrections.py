"""Corrections: the record stays, a correction stands beside it.

One person proposes with a reason; another, who has neither recorded nor signed off the session, decides.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from services.community_service import events
from services.community_service.domain import alarms_checks, cases
from services.community_service.domain.attendance import need_expected, need_time, need_time_out, of_session
from services.community_service.domain.calendar import shown
from services.community_service.domain.cases import Case, Correction, Progress
from services.community_service.domain.ledger import Entry, restore
from services.community_service.domain.outcomes import OUTCOMES
from services.community_service.domain.sentences import OVER, Sentence, balance
from services.community_service.domain.sessions import Attendance
from services.community_service.errors import corrections as errors
from services.community_service.errors.attendance import OutBeforeIn
from services.community_service.errors.cases import WrongState
from shared.messaging.events import Event


def propose(case: Case, correction: Correction, now: datetime) -> Progress:
    """Someone proposes what the session at hand should say.

    Raises WrongState, NobodyExpected, TimesDoNotFitOutcome, TimeInFuture, NotOnTheDay, TooLongAfterMidnight,
    OutBeforeIn.
    """
    session = case.session
    _need_correctable(case)
    _check(case, correction, now)
    fact = events.CorrectionProposed(
        sentence_id=case.sentence.id,
        session_id=session.session_id,
        correction_id=correction.id,
        outcome=correction.outcome,
        present_minutes=_corrected(session, correction).present_minutes,
    )
    return cases.conclude(case, replace(case, corrections=(*case.corrections, correction)), lambda _: [fact], now)


def approve(case: Case, correction_id: UUID, by: str, now: datetime) -> Progress:
    """A second person approves the correction of the session at hand.

    The caps hold again (KUHP art. 85(4), (5); UU 11/2012 art. 76): it adds at most what the day and the sentence have
    room for. What it takes away makes room for what other sessions had been cut. One that says that the person was
    there starts a sentence of which nobody had recorded a check-in.
    Raises SecondApproverNeeded, WrongState.
    """
    correction = _need_second(case, correction_id, by)
    _need_correctable(case)
    session = case.session
    corrected = _corrected(session, correction)
    entries = _entries(case, corrected)
    minutes = sum(entry.minutes for entry in entries if entry.kind != "restoration")
    approved = replace(correction, state="approved", decided_at=now, minutes=minutes)
    after = _decided(case, approved).with_session(corrected).with_entries(entries)
    after = after.with_sentence(_reviewed(after.sentence, sum(entry.minutes for entry in entries)))
    own = sum(entry.minutes for entry in entries if entry.session_id == session.session_id)
    began = correction.checked_in_at if case.sentence.state == "assigned" else None
    if began:
        after = after.with_sentence(replace(after.sentence, state="active"))

    def facts(sentence: Sentence) -> Iterator[Event]:
        yield events.AttendanceCorrected(
            **of_session(sentence, session),
            outcome=correction.outcome,
            present_minutes=corrected.present_minutes,
            session_credited_minutes=session.credited_minutes + own,
            correction_minutes=minutes,
            restored_minutes=sum(entry.minutes for entry in entries if entry.kind == "restoration"),
            needs_decision=sentence.review == "open",
        )
        if began:
            yield events.SentenceStarted(**balance(sentence), started_at=began)

    return cases.conclude(case, alarms_checks.check(after, now), facts, now)


def reject(case: Case, correction_id: UUID, by: str, now: datetime) -> Progress:
    """The record stands. A sentence that only waited for this is completed. Raises SecondApproverNeeded, WrongState."""
    correction = _need_second(case, correction_id, by)
    fact = events.CorrectionRejected(
        sentence_id=case.sentence.id, session_id=correction.session_id, correction_id=correction.id
    )
    after = _decided(case, replace(correction, state="rejected", decided_at=now))
    return cases.conclude(case, after, lambda _: [fact], now)


def _need_second(case: Case, correction_id: UUID, by: str) -> Correction:
    """Two persons: whoever decides has neither proposed it, nor recorded or signed off the session."""
    correction = next(each for each in case.corrections if each.id == correction_id)
    if correction.state != "proposed":
        raise WrongState(state=correction.state, needed="proposed")
    if by == correction.proposed_by or by in case.session.involved:
        raise errors.SecondApproverNeeded
    return correction


def _decided(case: Case, correction: Correction) -> Case:
    decided = tuple(correction if each.id == correction.id else each for each in case.corrections)
    return replace(case, corrections=decided)


def _reviewed(sentence: Sentence, total: int) -> Sentence:
    """A completed sentence that lacks minutes now waits for the prosecutor; one that lacks none any more does not."""
    if sentence.state != "completed":
        return sentence
    if sentence.remaining_minutes <= 0:
        return replace(sentence, review=None)
    return replace(sentence, review="open") if total < 0 else sentence


def _entries(case: Case, after: Attendance) -> Sequence[Entry]:
    """The reversal, the new credit, and what others get back. What is not signed off has nothing in the ledger yet."""
    if after.state != "signed_off":
        return []
    on, old, remaining = after.on, after.credited_minutes, case.sentence.remaining_minutes
    others = case.credited_on(on) - old
    room = max(old, min(case.cap(on) - others, remaining + old))
    new = min(after.worth_minutes, room)
    entries = [Entry(after.session_id, on, -old, "reversal"), Entry(after.session_id, on, new, "correction")]
    changed = [entry for entry in entries if entry.minutes] if new != old else []
    served = case.with_session(replace(after, credited_minutes=new)).served()
    return [*changed, *restore(remaining + old - new, served)]


def _corrected(session: Attendance, correction: Correction) -> Attendance:
    return replace(
        session,
        outcome=correction.outcome,
        checked_in_at=correction.checked_in_at,
        checked_out_at=correction.checked_out_at,
        corrected_by=correction.proposed_by,
    )


def _need_correctable(case: Case) -> None:
    if case.sentence.state in OVER:
        raise WrongState(state=case.sentence.state, needed="assigned / active / completed")
    if case.session.state not in ("recorded", "signed_off"):
        raise WrongState(state=case.session.state, needed="recorded / signed_off")


def _check(case: Case, correction: Correction, now: datetime) -> None:
    since, until = correction.checked_in_at, correction.checked_out_at
    if {since is not None, until is not None} != {OUTCOMES[correction.outcome].attended}:
        raise errors.TimesDoNotFitOutcome(outcome=correction.outcome)
    if since is None or until is None:
        need_expected(case, correction.outcome)
        return
    need_time(case.session, since, now)
    need_time_out(case, until, now)
    if until < since:
        raise OutBeforeIn(at=shown(until), since=shown(since))
