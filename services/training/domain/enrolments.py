"""Enrolments: a place in a programme, or a number in its waiting list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from services.training import events
from services.training.domain import children
from services.training.domain.participants import Participant, age_on
from services.training.domain.programmes import Programme, places
from services.training.domain.sessions import Session
from services.training.errors import enrolments as errors
from services.training.errors import programmes as programme_errors
from services.training.events import Attendance, EnrolmentState
from services.training.rules import TrainingRules
from shared.errors import Refusal, refuse_all
from shared.messaging.events import Event

WithdrawalReason = Literal["own_request", "released", "transferred", "health", "discipline"]

RUNNING: tuple[EnrolmentState, ...] = ("confirmed",)
"""The states of an enrolment that is under way."""
ACTIVE: tuple[EnrolmentState, ...] = ("confirmed", "waitlisted")
"""The states of an enrolment that has a place or waits for one."""


@dataclass(frozen=True, slots=True)
class Enrolment:
    """`ticket` is the number in the queue; it stays after the promotion. `attendance` is by session number.

    `child` is decided at the enrolment and stays: it says which topic the facts go to. From `confirmed_at` to
    `ended_at` the person has a place: the database takes both from the facts that say so. `scores` are the last ones
    by component, `attempts` how often each was assessed; `score` is their total."""

    id: UUID
    programme_id: UUID
    participant_id: UUID
    person_id: UUID
    rules_from: date
    child: bool
    state: EnrolmentState = "confirmed"
    ticket: int | None = None
    attendance: Mapping[int, Attendance] = field(default_factory=dict)
    score: int | None = None
    reason: str | None = None
    completed_on: date | None = None
    confirmed_at: datetime | None = None
    ended_at: datetime | None = None
    scores: Mapping[str, int] = field(default_factory=dict)
    attempts: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Applicant:
    """A participant who applies, with the facts that the entry conditions ask about."""

    participant: Participant
    has_prior_skill: bool


def enrol(
    programme: Programme,
    applicant: Applicant,
    enrolment_id: UUID,
    sessions: Sequence[Session],
    rules: TrainingRules,
    today: date,
) -> tuple[Programme, Enrolment, list[Event]]:
    """Gives a free place, or else the last number of the waiting list. Raises every condition that is not met."""
    _check_open(programme, today)
    refuse_all(_unmet(programme, applicant, sessions, rules, today))
    enrolment = Enrolment(
        id=enrolment_id,
        programme_id=programme.id,
        participant_id=applicant.participant.id,
        person_id=applicant.participant.person_id,
        rules_from=rules.valid_from,
        child=programme.for_children or children.is_child(applicant.participant.birth_date, today, rules),
    )
    if programme.free > 0 and not programme.waiting:
        programme = replace(programme, taken=programme.taken + 1)
        return programme, enrolment, [fact(events.EnrolmentConfirmed, programme, enrolment), places(programme)]
    programme = replace(programme, waiting=programme.waiting + 1, tickets=programme.tickets + 1)
    enrolment = replace(enrolment, state="waitlisted", ticket=programme.tickets)
    waitlisted = fact(events.EnrolmentWaitlisted, programme, enrolment, ticket=enrolment.ticket)
    return programme, enrolment, [waitlisted, places(programme)]


def _check_open(programme: Programme, today: date) -> None:
    if programme.state == "suspended":
        raise programme_errors.ProgrammeSuspended
    if programme.state == "closed":
        raise programme_errors.ProgrammeClosed
    if today > programme.period.ends_on:
        raise programme_errors.ProgrammeOver(ends_on=programme.period.ends_on)


def _unmet(
    programme: Programme, applicant: Applicant, sessions: Sequence[Session], rules: TrainingRules, today: date
) -> list[Refusal]:
    participant, entry, unmet = applicant.participant, programme.entry, list[Refusal]()
    age = age_on(participant.birth_date, today)
    if participant.institution_id != programme.institution_id:
        unmet.append(errors.ParticipantOfAnotherInstitution(institution=programme.institution_id))
    if not entry.min_age <= age <= entry.max_age:
        unmet.append(errors.AgeOutside(minimum=entry.min_age, maximum=entry.max_age, age=age))
    if participant.risk_level not in entry.risk_levels:
        allowed = ", ".join(sorted(entry.risk_levels))
        unmet.append(errors.RiskLevelNotAllowed(risk=participant.risk_level, allowed=allowed))
    if entry.prior_skill and not applicant.has_prior_skill:
        unmet.append(errors.PriorSkillMissing(skill=entry.prior_skill))
    if children.is_child(participant.birth_date, today, rules):
        unmet.extend(children.broken(programme, sessions, rules))
    return unmet


def promotable(programme: Programme, today: date) -> int:
    """How many of the waiting list get a place now. None while the programme is suspended, closed or over."""
    if programme.state != "open" or today > programme.period.ends_on:
        return 0
    return min(programme.free, programme.waiting)


def promote(programme: Programme, first: Sequence[Enrolment]) -> tuple[Programme, list[Enrolment], list[Event]]:
    """Gives places to the `first` of the queue. There are at most `promotable` of them."""
    programme = replace(programme, taken=programme.taken + len(first), waiting=programme.waiting - len(first))
    promoted = [replace(enrolment, state="confirmed") for enrolment in first]
    happened = [fact(events.EnrolmentConfirmed, programme, enrolment) for enrolment in promoted]
    return programme, promoted, [*happened, places(programme)] if promoted else []


def withdraw(
    programme: Programme, enrolment: Enrolment, reason: WithdrawalReason
) -> tuple[Programme, Enrolment, list[Event]]:
    """Ends an enrolment early. The place, or the number in the queue, is free. Raises WrongState."""
    need(enrolment, *ACTIVE)
    if enrolment.state == "confirmed":
        programme = replace(programme, taken=programme.taken - 1)
    else:
        programme = replace(programme, waiting=programme.waiting - 1)
    withdrawn = replace(enrolment, state="withdrawn", reason=reason)
    return programme, withdrawn, [fact(events.EnrolmentWithdrawn, programme, withdrawn), places(programme)]


def empty_queue(programme: Programme, queue: Sequence[Enrolment]) -> tuple[Programme, list[Enrolment], list[Event]]:
    """Withdraws everyone who still waits, because the programme closes."""
    programme = replace(programme, waiting=programme.waiting - len(queue))
    gone = [replace(enrolment, state="withdrawn", reason="programme_closed") for enrolment in queue]
    happened = [fact(events.EnrolmentWithdrawn, programme, enrolment) for enrolment in gone]
    return programme, gone, [*happened, places(programme)] if gone else []


def need(enrolment: Enrolment, *states: EnrolmentState) -> None:
    """Raises WrongState where the enrolment is in none of these states."""
    if enrolment.state not in states:
        raise errors.WrongState(state=enrolment.state, needed=" / ".join(states))


def fact(event: type[events.EnrolmentFact], programme: Programme, enrolment: Enrolment, **more: Any) -> Event:
    """A fact about an enrolment. `more` are the fields that only this fact has."""
    return event(
        enrolment_id=enrolment.id,
        programme_id=programme.id,
        agency_id=programme.agency_id,
        institution_id=programme.institution_id,
        person_id=enrolment.person_id,
        child=enrolment.child,
        skill=programme.skill,
        state=enrolment.state,
        **more,
    )
