"""The instructor's judgement: the score, the pass rule, and how a course ends."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from services.training import events
from services.training.domain.certificates import Certificate, issued
from services.training.domain.enrolments import Enrolment, fact, need_judgeable
from services.training.domain.programmes import PassRule, Programme
from services.training.errors import assessments as errors
from shared.errors import Refusal, refuse_all
from shared.messaging.events import Event


def assess(enrolment: Enrolment, score: int) -> tuple[Enrolment, list[Event]]:
    """Sets the score, 0 to 100. The last score before the end counts. Raises WrongState."""
    need_judgeable(enrolment)
    return replace(enrolment, score=score), [events.EnrolmentAssessed(enrolment_id=enrolment.id, score=score)]


def complete(
    programme: Programme, enrolment: Enrolment, certificate: Certificate, today: date
) -> tuple[Enrolment, list[Event]]:
    """Completes an enrolment that meets the pass rule. An excused absence is still an absence.

    Raises WrongState, AttendanceTooLow, NotAssessed, ScoreTooLow.
    """
    need_judgeable(enrolment)
    refuse_all(_not_passed(programme.pass_rule, enrolment, programme.sessions))
    completed = replace(enrolment, state="completed", completed_on=today, certificate_revoked=False)
    happened = fact(events.EnrolmentCompleted, programme, completed, level=programme.level, completed_on=today)
    return completed, [happened, issued(certificate, programme, completed)]


def _not_passed(rule: PassRule, enrolment: Enrolment, sessions: int) -> list[Refusal]:
    present, broken = sum(outcome == "present" for outcome in enrolment.attendance.values()), list[Refusal]()
    if present * 100 < rule.min_attendance * sessions:
        broken.append(errors.AttendanceTooLow(present=present, sessions=sessions, minimum=rule.min_attendance))
    if enrolment.score is None:
        broken.append(errors.NotAssessed(minimum=rule.min_score))
    elif enrolment.score < rule.min_score:
        broken.append(errors.ScoreTooLow(score=enrolment.score, minimum=rule.min_score))
    return broken


def fail(programme: Programme, enrolment: Enrolment, reason: str) -> tuple[Enrolment, list[Event]]:
    """Ends an enrolment without completion. The place stays taken. Raises WrongState."""
    need_judgeable(enrolment)
    failed = replace(enrolment, state="failed", reason=reason, completed_on=None, certificate_revoked=False)
    return failed, [fact(events.EnrolmentFailed, programme, failed)]
