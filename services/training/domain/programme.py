"""The training programme: opened under a cooperation agreement (PKS), suspended with it, closed for good."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from services.training import errors, events
from services.training.domain.agreement import CooperationAgreement, Period, gate
from services.training.domain.participant import RiskLevel
from services.training.events import Level, ProgrammeState
from shared.clock import local_day
from shared.messaging.events import Event


@dataclass(frozen=True, slots=True)
class Entry:
    """Who is taken. Ages in completed years, both included; `prior_skill` is a skill's code word."""

    min_age: int
    max_age: int
    prior_skill: str | None
    risk_levels: frozenset[RiskLevel]


@dataclass(frozen=True, slots=True)
class PassRule:
    """`min_attendance` in percent of all sessions, `min_score` of 100."""

    min_attendance: int
    min_score: int


@dataclass(frozen=True, slots=True)
class Programme:
    """`minutes` is the whole course. `taken` never exceeds `capacity`; `tickets` is the queue's last number given."""

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


@dataclass(frozen=True, slots=True)
class Session:
    """`number` counts from 1 to the programme's sessions; the times are moments, the end is not included."""

    programme_id: UUID
    number: int
    starts_at: datetime
    ends_at: datetime

    @property
    def day(self) -> date:
        return local_day(self.starts_at)

    @property
    def minutes(self) -> int:
        return int((self.ends_at - self.starts_at).total_seconds()) // 60


Change = tuple[Programme, list[Event]]


def open_programme(programme: Programme, agreement: CooperationAgreement) -> Change:
    """A new programme, where the agreement lets it run. Source: PP 28/2018 (rule A2)."""
    errors.refuse(gate(agreement, programme.agency_id, programme.institution_id, programme.period))
    return programme, [_fact(events.ProgrammeOpened, programme)]


def follow(programme: Programme, agreement: CooperationAgreement, running: int) -> Change:
    """Suspended when the agreement no longer lets it run, open when it does again; nothing happens where it already is.

    `running` enrolments go on and are flagged for decision.
    """
    lets = not gate(agreement, programme.agency_id, programme.institution_id, programme.period)
    if programme.state == "open" and not lets:
        suspended = replace(programme, state="suspended", needs_decision=running > 0)
        return suspended, [_fact(events.ProgrammeSuspended, suspended)]
    if programme.state == "suspended" and lets:
        opened = replace(programme, state="open", needs_decision=False)
        return opened, [_fact(events.ProgrammeOpened, opened)]
    return programme, []


def close(programme: Programme, running: int) -> Change:
    """For good, once nobody is left in it. The caller has emptied the waiting list."""
    if programme.state == "closed":
        raise errors.ProgrammeIsClosed
    if running:
        raise errors.ProgrammeInUse(running=running)
    closed = replace(programme, state="closed", needs_decision=False)
    return closed, [_fact(events.ProgrammeClosed, closed)]


def places(programme: Programme) -> Event:
    return events.PlacesRecorded(programme_id=programme.id, taken=programme.taken, waiting=programme.waiting)


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
