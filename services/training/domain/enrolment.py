"""Enrolments: a place or the waiting list, attendance, assessment, and how it ends."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Literal
from uuid import UUID

from services.training import errors, events
from services.training.domain import children
from services.training.domain.participant import Participant, age_on
from services.training.domain.programme import PassRule, Programme, Session, places
from services.training.events import Attendance, EnrolmentState
from services.training.rules import TrainingRules
from shared.errors import Refusal
from shared.messaging.events import Event

WithdrawalReason = Literal["own_request", "released", "transferred", "health", "discipline"]


@dataclass(frozen=True, slots=True)
class Enrolment:
    """`ticket` is the number in the queue, kept after promotion. `attendance` by session number."""

    id: UUID
    programme_id: UUID
    participant_id: UUID
    person_id: UUID
    rules_from: date
    state: EnrolmentState = "confirmed"
    ticket: int | None = None
    attendance: Mapping[int, Attendance] = field(default_factory=dict)
    score: int | None = None
    reason: str | None = None
    completed_on: date | None = None


@dataclass(frozen=True, slots=True)
class Certificate:
    """`code` verifies it; it is told to nobody but the holder."""

    id: UUID
    enrolment_id: UUID
    number: str
    code: str
    issued_on: date


@dataclass(frozen=True, slots=True)
class Applicant:
    """Who wants in, with what the entry conditions ask about."""

    participant: Participant
    has_prior_skill: bool


Change = tuple[Programme, Enrolment, list[Event]]


def enrol(
    programme: Programme,
    applicant: Applicant,
    enrolment_id: UUID,
    sessions: Sequence[Session],
    rules: TrainingRules,
    today: date,
) -> Change:
    """A place where one is free, else the end of the waiting list. Refuses with every condition not met."""
    _check_open(programme, today)
    errors.refuse(_unmet(programme, applicant, sessions, rules, today))
    enrolment = Enrolment(
        id=enrolment_id,
        programme_id=programme.id,
        participant_id=applicant.participant.id,
        person_id=applicant.participant.person_id,
        rules_from=rules.valid_from,
    )
    if programme.free > 0 and not programme.waiting:
        programme = replace(programme, taken=programme.taken + 1)
        return programme, enrolment, [_fact(events.EnrolmentConfirmed, programme, enrolment), places(programme)]
    programme = replace(programme, waiting=programme.waiting + 1, tickets=programme.tickets + 1)
    enrolment = replace(enrolment, state="waitlisted", ticket=programme.tickets)
    waitlisted = _fact(events.EnrolmentWaitlisted, programme, enrolment, ticket=enrolment.ticket)
    return programme, enrolment, [waitlisted, places(programme)]


def _check_open(programme: Programme, today: date) -> None:
    if programme.state == "suspended":
        raise errors.ProgrammeSuspended
    if programme.state == "closed":
        raise errors.ProgrammeIsClosed
    if today > programme.period.ends_on:
        raise errors.ProgrammeOver(ends_on=programme.period.ends_on)


def _unmet(
    programme: Programme, applicant: Applicant, sessions: Sequence[Session], rules: TrainingRules, today: date
) -> list[Refusal]:
    participant, entry, unmet = applicant.participant, programme.entry, list[Refusal]()
    age = age_on(participant.birth_date, today)
    if participant.institution_id != programme.institution_id:
        unmet.append(errors.OtherInstitution(institution=programme.institution_id))
    if not entry.min_age <= age <= entry.max_age:
        unmet.append(errors.AgeOutside(minimum=entry.min_age, maximum=entry.max_age, age=age))
    if participant.risk_level not in entry.risk_levels:
        allowed = ", ".join(sorted(entry.risk_levels))
        unmet.append(errors.RiskNotAllowed(risk=participant.risk_level, allowed=allowed))
    if entry.prior_skill and not applicant.has_prior_skill:
        unmet.append(errors.PriorSkillMissing(skill=entry.prior_skill))
    if children.is_child(participant.birth_date, today, rules):
        unmet.extend(children.broken(programme, sessions, rules))
    return unmet


def promotable(programme: Programme, today: date) -> int:
    """How many of the waiting list have a place now: none while suspended, closed or over."""
    if programme.state != "open" or today > programme.period.ends_on:
        return 0
    return min(programme.free, programme.waiting)


def promote(programme: Programme, first: Sequence[Enrolment]) -> tuple[Programme, list[Enrolment], list[Event]]:
    """Gives the `first` of the queue, as many as are promotable, their places."""
    programme = replace(programme, taken=programme.taken + len(first), waiting=programme.waiting - len(first))
    promoted = [replace(enrolment, state="confirmed") for enrolment in first]
    happened = [_fact(events.EnrolmentConfirmed, programme, enrolment) for enrolment in promoted]
    return programme, promoted, [*happened, places(programme)] if promoted else []


def withdraw(programme: Programme, enrolment: Enrolment, reason: WithdrawalReason) -> Change:
    """Leaves before the end; the place, or the place in the queue, is free."""
    _need(enrolment, "confirmed", "waitlisted")
    if enrolment.state == "confirmed":
        programme = replace(programme, taken=programme.taken - 1)
    else:
        programme = replace(programme, waiting=programme.waiting - 1)
    withdrawn = replace(enrolment, state="withdrawn", reason=reason)
    return programme, withdrawn, [_fact(events.EnrolmentWithdrawn, programme, withdrawn), places(programme)]


def empty_queue(programme: Programme, queue: Sequence[Enrolment]) -> tuple[Programme, list[Enrolment], list[Event]]:
    """Everyone who still waits is withdrawn, since the programme closes."""
    programme = replace(programme, waiting=programme.waiting - len(queue))
    gone = [replace(enrolment, state="withdrawn", reason="programme_closed") for enrolment in queue]
    happened = [_fact(events.EnrolmentWithdrawn, programme, enrolment) for enrolment in gone]
    return programme, gone, [*happened, places(programme)] if gone else []


def attend(enrolment: Enrolment, session: int, outcome: Attendance) -> tuple[Enrolment, list[Event]]:
    """Records or corrects one session's attendance; nothing happens where it says the same already."""
    _need(enrolment, "confirmed")
    if enrolment.attendance.get(session) == outcome:
        return enrolment, []
    said = events.AttendanceRecorded(enrolment_id=enrolment.id, session=session, outcome=outcome)
    return replace(enrolment, attendance={**enrolment.attendance, session: outcome}), [said]


def assess(enrolment: Enrolment, score: int) -> tuple[Enrolment, list[Event]]:
    """The score, 0 to 100; the last one before the end counts."""
    _need(enrolment, "confirmed")
    said = events.AssessmentRecorded(enrolment_id=enrolment.id, score=score)
    return replace(enrolment, score=score), [said]


def complete(
    programme: Programme, enrolment: Enrolment, certificate: Certificate, today: date
) -> tuple[Enrolment, list[Event]]:
    """Completed, with a certificate, where the pass rule is met. An excused absence is still an absence."""
    _need(enrolment, "confirmed")
    errors.refuse(_not_passed(programme.pass_rule, enrolment, programme.sessions))
    completed = replace(enrolment, state="completed", completed_on=today)
    happened = _fact(events.EnrolmentCompleted, programme, completed, level=programme.level, completed_on=today)
    issued = events.CertificateIssued(
        certificate_id=certificate.id,
        number=certificate.number,
        enrolment_id=enrolment.id,
        programme_id=programme.id,
        person_id=enrolment.person_id,
        skill=programme.skill,
        level=programme.level,
        issued_on=certificate.issued_on,
    )
    return completed, [happened, issued]


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
    """Ended without completion; the place stays taken."""
    _need(enrolment, "confirmed")
    failed = replace(enrolment, state="failed", reason=reason)
    return failed, [_fact(events.EnrolmentFailed, programme, failed)]


def initials(name: str) -> str:
    """`Yohanis  Pattiasina` → `Y. P.`"""
    return " ".join(f"{word[0].upper()}." for word in name.split())


def _need(enrolment: Enrolment, *states: EnrolmentState) -> None:
    if enrolment.state not in states:
        raise errors.WrongState(state=enrolment.state, needed=" / ".join(states))


def _fact(event: type[events.EnrolmentFact], programme: Programme, enrolment: Enrolment, **more: Any) -> Event:
    return event(
        enrolment_id=enrolment.id,
        programme_id=programme.id,
        agency_id=programme.agency_id,
        institution_id=programme.institution_id,
        person_id=enrolment.person_id,
        skill=programme.skill,
        state=enrolment.state,
        **more,
    )
