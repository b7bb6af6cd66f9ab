"""The instructor's judgement: scores of the components, the pass rule, and how a course ends."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from services.training import events
from services.training.domain.certificates import Certificate, issued
from services.training.domain.enrolments import Enrolment, fact, need_judgeable
from services.training.domain.figures import Figures, figures
from services.training.domain.programmes import Component, PassRule, Programme
from services.training.domain.sessions import Session
from services.training.errors import assessments as errors
from services.training.errors.attendance import CertificateStands
from shared.errors import Refusal, refuse_all
from shared.messaging.events import Event

Correction = Literal["typing_error", "other_person", "objection", "calculation"]
"""Why a score that stands is corrected: that is no new attempt."""


@dataclass(frozen=True, slots=True)
class Assessment:
    """What is written down: an attempt at a component, or a correction of the last one."""

    component: str
    attempt: int
    score: int
    correction: Correction | None = None


def assess(
    programme: Programme,
    enrolment: Enrolment,
    score: int,
    component: str | None = None,
    correction: Correction | None = None,
    *,
    certified: bool = False,
) -> tuple[Enrolment, Assessment | None, list[Event]]:
    """Sets the score of a component, 0 to 100: a new attempt, or a correction of the last one. The last attempt counts.

    The same score again is no new attempt. A component may be left out where the programme has one only.
    Raises WrongState, CertificateStands, ComponentUnknown, NothingToCorrect, AttemptsUsedUp.
    """
    if not (correction and enrolment.state == "completed"):
        need_judgeable(enrolment)
    if enrolment.state == "completed" and certified:
        raise CertificateStands
    rule = programme.pass_rule
    name = _component(rule, component).name
    attempts = enrolment.attempts.get(name, 0)
    if correction and not attempts:
        raise errors.NothingToCorrect(component=name)
    if enrolment.scores.get(name) == score:
        return enrolment, None, []
    if not correction and rule.max_attempts is not None and attempts >= rule.max_attempts:
        raise errors.AttemptsUsedUp(component=name, maximum=rule.max_attempts)
    attempt = attempts if correction else attempts + 1
    scores = {**enrolment.scores, name: score}
    assessed = replace(
        enrolment,
        scores=scores,
        attempts={**enrolment.attempts, name: attempt},
        score=total(rule.components, scores),
    )
    happened = events.EnrolmentAssessed(
        enrolment_id=enrolment.id,
        score=score,
        component=name,
        attempt=attempt,
        corrected=correction is not None,
        total=assessed.score,
    )
    return assessed, Assessment(name, attempt, score, correction), [happened]


def _component(rule: PassRule, name: str | None) -> Component:
    if name is None and len(rule.components) == 1:
        return rule.components[0]
    for component in rule.components:
        if name is not None and component.name.casefold() == name.casefold():
            return component
    raise errors.ComponentUnknown(component=name or "–", known=", ".join(each.name for each in rule.components))


def total(components: Sequence[Component], scores: Mapping[str, int]) -> int | None:
    """The weighted scores, in whole points; a half or more is rounded up. None until every component has a score.

    What is printed is what is judged: the pass rule looks at the rounded total."""
    if any(each.name not in scores for each in components):
        return None
    return (sum(each.weight * scores[each.name] for each in components) + 50) // 100


def complete(
    programme: Programme,
    enrolment: Enrolment,
    certificate: Certificate,
    today: date,
    calendar: Sequence[Session] = (),
) -> tuple[Enrolment, list[Event]]:
    """Completes an enrolment that meets the pass rule. Raises WrongState, and everything that is `missing`."""
    need_judgeable(enrolment)
    refuse_all(missing(programme, enrolment, figures(programme, enrolment, calendar)))
    completed = replace(enrolment, state="completed", completed_on=today, certificate_revoked=False)
    happened = fact(events.EnrolmentCompleted, programme, completed, level=programme.level, completed_on=today)
    return completed, [happened, issued(certificate, programme, completed)]


def missing(programme: Programme, enrolment: Enrolment, found: Figures) -> list[Refusal]:
    """What the enrolment lacks of the pass rule. An excused absence is still an absence."""
    rule, broken = programme.pass_rule, list[Refusal]()
    if not found.counted or found.counted * 100 < rule.min_share * found.sessions:
        broken.append(
            errors.CourseTooShort(counted=found.counted, sessions=found.sessions, minimum=max(rule.min_share, 1))
        )
    if found.present < found.needed:
        broken.append(
            errors.AttendanceTooLow(present=found.present, sessions=found.counted, minimum=rule.min_attendance)
        )
    return broken + _scores_missing(rule, enrolment)


def _scores_missing(rule: PassRule, enrolment: Enrolment) -> list[Refusal]:
    broken = list[Refusal]()
    for each in rule.components:
        score = enrolment.scores.get(each.name)
        if score is None and len(rule.components) > 1:
            broken.append(errors.ComponentNotAssessed(component=each.name))
        elif score is not None and score < each.minimum:
            broken.append(errors.ComponentTooLow(component=each.name, score=score, minimum=each.minimum))
    if enrolment.score is None and len(rule.components) == 1:
        broken.append(errors.NotAssessed(minimum=rule.min_score))
    elif enrolment.score is not None and enrolment.score < rule.min_score:
        broken.append(errors.ScoreTooLow(score=enrolment.score, minimum=rule.min_score))
    return broken


def fail(programme: Programme, enrolment: Enrolment, reason: str) -> tuple[Enrolment, list[Event]]:
    """Ends an enrolment without completion. The place stays taken. Raises WrongState."""
    need_judgeable(enrolment)
    failed = replace(enrolment, state="failed", reason=reason, completed_on=None, certificate_revoked=False)
    return failed, [fact(events.EnrolmentFailed, programme, failed)]
