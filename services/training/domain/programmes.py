"""The training programme: opened under a cooperation agreement (PKS), suspended with it, closed for good."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from services.training import events
from services.training.domain.neighbours import CooperationAgreement, gate
from services.training.domain.participants import RiskLevel
from services.training.errors import programmes as errors
from services.training.events import Basis, Level, ProgrammeState
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
class Component:
    """A part of the assessment. `weight` is in percent of the total, `minimum` is out of 100."""

    name: str
    weight: int
    minimum: int = 0


ONE_COMPONENT = (Component("score", 100),)
"""What a programme assesses where it says nothing else."""


@dataclass(frozen=True, slots=True)
class PassRule:
    """`min_attendance` is in percent of the sessions that count, `min_score` is out of 100.

    `basis`: all sessions count, or those since the person joined. `min_share`: at least this percent of the planned
    sessions counts. `max_attempts` at one component; None where the programme is older than that limit."""

    min_attendance: int
    min_score: int
    basis: Basis = "all"
    min_share: int = 0
    components: tuple[Component, ...] = ONE_COMPONENT
    max_attempts: int | None = None


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
    """Opens a programme. Raises what `gate` finds (A2), and ComponentsUneven."""
    refuse_all(check_agreement(programme, agreement))
    check_components(programme.pass_rule.components)
    return programme, [fact(events.ProgrammeOpened, programme)]


def check_components(components: Sequence[Component]) -> None:
    """The weights total 100 and no name comes twice. Raises ComponentsUneven, ComponentRepeated."""
    total, names = sum(each.weight for each in components), [each.name.casefold() for each in components]
    if total != 100:
        raise errors.ComponentsUneven(total=total)
    if len({*names}) != len(names):
        raise errors.ComponentRepeated


def check_agreement(programme: Programme, agreement: CooperationAgreement) -> list[Refusal]:
    """Why the agreement does not allow the programme as it is. Empty: it does (A2)."""
    parties = programme.agency_id, programme.institution_id
    return gate(agreement, *parties, programme.period, programme.title, programme.skill)


def follow(programme: Programme, agreement: CooperationAgreement, running: int) -> tuple[Programme, list[Event]]:
    """Suspends a programme that the agreement no longer allows, and opens it when the agreement allows it again.

    `running` enrolments go on. Where there are any, a suspended programme needs a decision about them.
    """
    allowed = not check_agreement(programme, agreement)
    if programme.state == "open" and not allowed:
        suspended = replace(programme, state="suspended", needs_decision=running > 0)
        return suspended, [fact(events.ProgrammeSuspended, suspended)]
    if programme.state == "suspended" and allowed:
        opened = replace(programme, state="open", needs_decision=False)
        return opened, [fact(events.ProgrammeOpened, opened)]
    return programme, []


def close(programme: Programme, running: int) -> tuple[Programme, list[Event]]:
    """Closes a programme for good. The caller has emptied the waiting list. Raises ProgrammeInUse, ProgrammeClosed."""
    if programme.state == "closed":
        raise errors.ProgrammeClosed
    if running:
        raise errors.ProgrammeInUse(running=running)
    closed = replace(programme, state="closed", needs_decision=False)
    return closed, [fact(events.ProgrammeClosed, closed)]


def places(programme: Programme) -> Event:
    """The record of how many places are taken and how many people wait."""
    return events.PlacesChanged(programme_id=programme.id, taken=programme.taken, waiting=programme.waiting)


def fact(event: type[events.ProgrammeFact], programme: Programme, **more: Any) -> Event:
    """A fact about a programme. `more` are the fields that only this fact has."""
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
        **more,
    )
