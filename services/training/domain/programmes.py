"""The training programme: opened under a cooperation agreement (PKS), suspended with it, closed for good."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from services.training import events
from services.training.domain.neighbours import CooperationAgreement, gate
from services.training.domain.participants import RiskLevel
from services.training.errors import programmes as errors
from services.training.events import Level, ProgrammeState
from shared.errors import Refusal, refuse_all
from shared.messaging.events import Event
from shared.periods import Period


@dataclass(frozen=True, slots=True)
class Entry:
    """Who may take part. Ages are completed years, both included; `prior_skill` is the code of a skill.

    `prior_level`: the earlier course was at this level or above; without one any level will do."""

    min_age: int
    max_age: int
    prior_skill: str | None
    risk_levels: frozenset[RiskLevel]
    prior_level: Level | None = None


@dataclass(frozen=True, slots=True)
class PassRule:
    """`min_attendance` is in percent of all sessions, `min_score` is out of 100."""

    min_attendance: int
    min_score: int


@dataclass(frozen=True, slots=True)
class Programme:
    """`minutes` is the length of the whole course. `taken` is never more than `capacity`.

    `tickets` is the last number that was given in the queue.
    """

    id: UUID
    cooperation_agreement_id: UUID
    agency_id: UUID
    institution_id: UUID
    skill: str
    title: str
    level: Level
    minutes: int
    sessions: int
    capacity: int
    entry: Entry
    pass_rule: PassRule
    period: Period
    for_children: bool
    rules_from: date
    state: ProgrammeState = "open"
    needs_decision: bool = False
    taken: int = 0
    waiting: int = 0
    tickets: int = 0

    @property
    def free(self) -> int:
        return self.capacity - self.taken


def period(starts_on: date, ends_on: date) -> Period:
    """The local days of a programme, both included. Raises PeriodReversed."""
    if ends_on < starts_on:
        raise errors.PeriodReversed(starts_on=starts_on, ends_on=ends_on)
    return Period(starts_on, ends_on)


def open_programme(programme: Programme, agreement: CooperationAgreement) -> tuple[Programme, list[Event]]:
    """Opens a programme. Raises what `gate` finds (A2)."""
    refuse_all(_gate(programme, agreement))
    return programme, [_fact(events.ProgrammeOpened, programme)]


def _gate(programme: Programme, agreement: CooperationAgreement) -> list[Refusal]:
    parties = programme.agency_id, programme.institution_id
    return gate(agreement, *parties, programme.period, programme.title, programme.skill)


def follow(programme: Programme, agreement: CooperationAgreement, running: int) -> tuple[Programme, list[Event]]:
    """Suspends a programme that the agreement no longer allows, and opens it when the agreement allows it again.

    `running` enrolments go on. Where there are any, a suspended programme needs a decision about them.
    """
    allowed = not _gate(programme, agreement)
    if programme.state == "open" and not allowed:
        suspended = replace(programme, state="suspended", needs_decision=running > 0)
        return suspended, [_fact(events.ProgrammeSuspended, suspended)]
    if programme.state == "suspended" and allowed:
        opened = replace(programme, state="open", needs_decision=False)
        return opened, [_fact(events.ProgrammeOpened, opened)]
    return programme, []


def close(programme: Programme, running: int) -> tuple[Programme, list[Event]]:
    """Closes a programme for good. The caller has emptied the waiting list. Raises ProgrammeInUse, ProgrammeClosed."""
    if programme.state == "closed":
        raise errors.ProgrammeClosed
    if running:
        raise errors.ProgrammeInUse(running=running)
    closed = replace(programme, state="closed", needs_decision=False)
    return closed, [_fact(events.ProgrammeClosed, closed)]


def places(programme: Programme) -> Event:
    """The record of how many places are taken and how many people wait."""
    return events.PlacesChanged(programme_id=programme.id, taken=programme.taken, waiting=programme.waiting)


def _fact(event: type[events.ProgrammeFact], programme: Programme) -> Event:
    return event(
        programme_id=programme.id,
        cooperation_agreement_id=programme.cooperation_agreement_id,
        agency_id=programme.agency_id,
        institution_id=programme.institution_id,
        skill=programme.skill,
        title=programme.title,
        level=programme.level,
        minutes=programme.minutes,
        sessions=programme.sessions,
        capacity=programme.capacity,
        starts_on=programme.period.starts_on,
        ends_on=programme.period.ends_on,
        state=programme.state,
        needs_decision=programme.needs_decision,
    )
