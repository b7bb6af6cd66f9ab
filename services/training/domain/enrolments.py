"""Enrolments: a place in a programme, or a number in its waiting list."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, Literal, get_args
from uuid import UUID

from services.training import events
from services.training.domain import children, plans
from services.training.domain.participants import Participant, age_on, need_held
from services.training.domain.programmes import Entry, Programme, places
from services.training.domain.sessions import Session
from services.training.errors import enrolments as errors
from services.training.errors import programmes as programme_errors
from services.training.errors.participants import NotHeld
from services.training.events import Attendance, EnrolmentState, Level
from services.training.rules import TrainingRules
from shared.errors import Refusal, refuse_all
from shared.holidays import Calendar
from shared.messaging.events import Event

WithdrawalReason = Literal["own_request", "released", "transferred", "health", "discipline"]
Withdrawal = WithdrawalReason | Literal["same_person"]
"""`same_person`: two entries became one, and both had a place or a number in the queue."""

RUNNING: tuple[EnrolmentState, ...] = ("confirmed",)
"""The states of an enrolment that is under way."""
ACTIVE: tuple[EnrolmentState, ...] = ("confirmed", "waitlisted")
"""The states of an enrolment that has a place or waits for one."""


@dataclass(frozen=True, slots=True)
class Enrolment:
    """`ticket` is the number in the queue; it stays after the promotion. `attendance` is by session number.

    `child` is decided at the enrolment and stays: it says which topic the facts go to. `passed_over_on`: since when the
    person waits and may not take part. From `confirmed_at` to `ended_at` the person has a place: the database takes
    both from the facts that say so. `scores` are the last ones by component, `attempts` how often each was assessed;
    `score` is their total."""

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
    certificate_revoked: bool = False
    """Completed, and its certificate was revoked: the skill does not count, and the course may be judged again."""
    passed_over_on: date | None = None
    confirmed_at: datetime | None = None
    ended_at: datetime | None = None
    scores: Mapping[str, int] = field(default_factory=dict)
    attempts: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Applicant:
    """A participant who applies, with the facts that the entry conditions ask about.

    `others` are the sessions of the person's other courses, in any institution, from today on."""

    participant: Participant
    has_prior_skill: bool
    others: Sequence[Session] = ()


@dataclass(frozen=True, slots=True)
class Terms:
    """By what an applicant is judged: the programme's sessions that are not over, the limits, the holidays, the day."""

    sessions: Sequence[Session]
    rules: TrainingRules
    holidays: Calendar
    today: date


def enrol(
    programme: Programme, applicant: Applicant, enrolment_id: UUID, terms: Terms
) -> tuple[Programme, Enrolment, list[Event]]:
    """Gives a free place, or else the last number of the waiting list. Raises every condition that is not met.

    The caller has moved the queue up: a place that is free still is free because nobody who waits may take it."""
    rules, today = terms.rules, terms.today
    check_open(programme, today)
    need_held(applicant.participant)
    refuse_all(unmet(programme, applicant, terms))
    enrolment = Enrolment(
        id=enrolment_id,
        programme_id=programme.id,
        participant_id=applicant.participant.id,
        person_id=applicant.participant.person_id,
        rules_from=rules.valid_from,
        child=programme.for_children or children.is_child(applicant.participant.birth_date, today, rules),
    )
    if programme.free > 0:
        programme = replace(programme, taken=programme.taken + 1)
        return programme, enrolment, [fact(events.EnrolmentConfirmed, programme, enrolment), places(programme)]
    programme = replace(programme, waiting=programme.waiting + 1, tickets=programme.tickets + 1)
    enrolment = replace(enrolment, state="waitlisted", ticket=programme.tickets)
    waitlisted = fact(events.EnrolmentWaitlisted, programme, enrolment, ticket=enrolment.ticket)
    return programme, enrolment, [waitlisted, places(programme)]


def check_open(programme: Programme, today: date) -> None:
    if programme.state == "suspended":
        raise programme_errors.ProgrammeSuspended
    if programme.state == "closed":
        raise programme_errors.ProgrammeClosed
    if today > programme.period.ends_on:
        raise programme_errors.ProgrammeOver(ends_on=programme.period.ends_on)


def unmet(programme: Programme, applicant: Applicant, terms: Terms) -> list[Refusal]:
    """Why somebody may not take part, as things are today. Empty: they may."""
    participant, entry = applicant.participant, programme.entry
    unmet, age = list[Refusal](), age_on(participant.birth_date, terms.today)
    if participant.state != "held":
        unmet.append(NotHeld(state=participant.state))
    if participant.institution_id != programme.institution_id:
        unmet.append(errors.ParticipantOfAnotherInstitution(institution=programme.institution_id))
    if not entry.min_age <= age <= entry.max_age:
        unmet.append(errors.AgeOutside(minimum=entry.min_age, maximum=entry.max_age, age=age))
    if participant.risk_level not in entry.risk_levels:
        allowed = ", ".join(sorted(entry.risk_levels))
        unmet.append(errors.RiskLevelNotAllowed(risk=participant.risk_level, allowed=allowed))
    if entry.prior_skill and not applicant.has_prior_skill:
        unmet.append(_prior_missing(entry))
    return [*unmet, *_c3(programme, applicant, terms), *plans.fits(terms.sessions, applicant.others)]


def has_prior(entry: Entry, completed: Mapping[str, Collection[Level]]) -> bool:
    """Whether one of the completed courses, by skill, is the one that the entry asks for."""
    order: Sequence[Level] = get_args(Level)
    enough = order[order.index(entry.prior_level or order[0]) :]
    return not {*completed.get(entry.prior_skill or "", ())}.isdisjoint(enough)


def _prior_missing(entry: Entry) -> Refusal:
    if entry.prior_level is None:
        return errors.PriorSkillMissing(skill=entry.prior_skill)
    return errors.PriorLevelMissing(skill=entry.prior_skill, level=entry.prior_level)


def _c3(programme: Programme, applicant: Applicant, terms: Terms) -> list[Refusal]:
    """A course is a child's where it begins before the 18th birthday; a session where it is held before it."""
    rules = terms.rules

    def child_on(day: date) -> bool:
        return children.is_child(applicant.participant.birth_date, day, rules)

    whole = children.broken(programme, rules) if child_on(max(terms.today, programme.period.starts_on)) else []
    plan = [*terms.sessions, *applicant.others]
    return [*whole, *children.broken_by(terms.sessions, plan, child_on, rules, terms.holidays)]


def promotable(programme: Programme, today: date) -> int:
    """How many of the waiting list get a place now. None while the programme is suspended, closed or over."""
    if programme.state != "open" or today > programme.period.ends_on:
        return 0
    return min(programme.free, programme.waiting)


def promote(programme: Programme, first: Sequence[Enrolment]) -> tuple[Programme, list[Enrolment], list[Event]]:
    """Gives places to the `first` of the queue. There are at most `promotable` of them."""
    programme = replace(programme, taken=programme.taken + len(first), waiting=programme.waiting - len(first))
    promoted = [replace(enrolment, state="confirmed", passed_over_on=None) for enrolment in first]
    happened = [fact(events.EnrolmentConfirmed, programme, enrolment) for enrolment in promoted]
    return programme, promoted, [*happened, places(programme)] if promoted else []


@dataclass(frozen=True, slots=True)
class Look:
    """What became of those of the queue that were looked at. `passed`: with the reasons of each; `cleared`: may take
    part again, and there is no place."""

    programme: Programme
    promoted: Sequence[Enrolment] = ()
    passed: Sequence[tuple[Enrolment, Sequence[Refusal]]] = ()
    cleared: Sequence[Enrolment] = ()
    happened: Sequence[Event] = ()


def look(programme: Programme, queue: Sequence[tuple[Enrolment, Applicant]], terms: Terms) -> Look:
    """Gives free places, in order, to those who may take part now. Whoever may not is passed over and keeps the ticket.

    That is told once, and again only after it had changed."""
    free, first, cleared = promotable(programme, terms.today), list[Enrolment](), list[Enrolment]()
    passed, told = list[tuple[Enrolment, Sequence[Refusal]]](), list[Event]()
    for enrolment, applicant in queue:
        if len(first) == free and enrolment.passed_over_on is None:
            continue
        if reasons := unmet(programme, applicant, terms):
            now = replace(enrolment, passed_over_on=enrolment.passed_over_on or terms.today)
            passed.append((now, reasons))
            if enrolment.passed_over_on is None:
                told.append(fact(events.EnrolmentPassedOver, programme, now, ticket=now.ticket))
        elif len(first) < free:
            first.append(enrolment)
        else:
            cleared.append(replace(enrolment, passed_over_on=None))
    programme, promoted, happened = promote(programme, first)
    return Look(programme, promoted, passed, cleared, [*told, *happened])


def withdraw(
    programme: Programme, enrolment: Enrolment, reason: Withdrawal
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


def need_judgeable(enrolment: Enrolment) -> None:
    """The instructor judges who is under way, and again whose certificate was revoked. Raises WrongState."""
    if not enrolment.certificate_revoked:
        need(enrolment, *RUNNING)


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
