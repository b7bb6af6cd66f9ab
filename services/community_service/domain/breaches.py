"""Breach (pelanggaran): what it is, and the ladder of its steps.

Sources: KUHP art. 85(7); for a child UU 11/2012 art. 76. Masohi only proposes. How many steps there are, how many
failures each needs and how long it waits is practice: data of the rule set.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import get_args
from uuid import UUID

from services.community_service.domain.cases import Case
from services.community_service.domain.sentences import need_running
from services.community_service.errors import breaches as errors
from services.community_service.errors.cases import WrongState
from services.community_service.events import BreachState, Failure
from services.community_service.rules import BreachLimits, Limits
from shared.clock import local_day

ORDER: tuple[BreachState, ...] = get_args(BreachState)
"""All steps in their order. A breach is in the state of its latest step."""

WAITING = ORDER[:-1]
"""The states in which a breach waits for its next step."""

WARNINGS: tuple[BreachState, ...] = ("warned", "warned_twice", "warned_thrice")


@dataclass(frozen=True, slots=True)
class Step:
    """A step that somebody took."""

    state: BreachState
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Breach:
    id: UUID
    sentence_id: UUID
    steps: tuple[Step, ...] = ()
    """In their order; at least the first one."""
    evidence: tuple[UUID, ...] = ()
    """The sessions that are laid before whoever decides, with the latest step."""

    @property
    def state(self) -> BreachState:
        return self.steps[-1].state

    @property
    def warned_at(self) -> datetime | None:
        """When the latest warning was given."""
        return next((step.at for step in reversed(self.steps) if step.state in WARNINGS), None)

    @property
    def proposed_on(self) -> date:
        return next(local_day(step.at) for step in self.steps if step.state == "proposed")

    def take(self, state: BreachState, case: Case, by: str, now: datetime) -> Breach:
        """The breach with its next step. Raises WrongState unless it is the one that comes next."""
        if next_step(case, self) != state:
            current = self.steps[-1].state if self.steps else None
            raise WrongState(state=current, needed=_before(case, state))
        return replace(self, steps=(*self.steps, Step(state, by, now)), evidence=())


def limits_of(case: Case) -> BreachLimits:
    return limits_for(case.sentence.regime, case.limits)


def limits_for(regime: str, rules: Limits) -> BreachLimits:
    return rules.child_breach if regime == "child" else rules.breach


def ladder(case: Case) -> tuple[BreachState, ...]:
    """The steps of a case's breaches: those that its rule set names, and then the decision."""
    named = limits_of(case).failures
    return tuple(step for step in ORDER if step in named or step == "decided")


def next_step(case: Case, breach: Breach | None) -> BreachState | None:
    """The step that follows. A breach that began under an older ladder goes on where the case's ladder is now."""
    reached = ORDER.index(breach.state) if breach and breach.steps else -1
    return next((step for step in ladder(case) if ORDER.index(step) > reached), None)


def _before(case: Case, state: BreachState) -> BreachState | None:
    earlier = [step for step in ladder(case) if ORDER.index(step) < ORDER.index(state)]
    return earlier[-1] if earlier else None


def failures_needed(case: Case, step: BreachState) -> int:
    """How many unjustified failures a step needs."""
    return limits_of(case).failures[step]


def need_unserved(case: Case) -> None:
    """Nobody is enforced against who has served everything, and waits for an alarm or a correction to be settled.

    Raises WrongState, AllHoursCredited."""
    need_running(case.sentence)
    if case.sentence.remaining_minutes <= 0:
        raise errors.AllHoursCredited


def need_failures(case: Case, failures: int, step: BreachState) -> None:
    """Raises TooFewFailures, ChildTooFewFailures."""
    if failures < (needed := failures_needed(case, step)):
        refusal = errors.ChildTooFewFailures if case.sentence.regime == "child" else errors.TooFewFailures
        raise refusal(failures=failures, needed=needed)


def need_further_failure(breach: Breach, failures: Sequence[Failure]) -> None:
    """After a warning each step needs a failure since. Raises NoFailureSinceWarning."""
    warned = breach.warned_at
    if warned and not any(failure.starts_at > warned for failure in failures):
        raise errors.NoFailureSinceWarning(warned_on=local_day(warned))


def need_wait(case: Case, breach: Breach, step: BreachState, now: datetime) -> None:
    """Raises TooSoon before the days of the ladder have passed since the step before."""
    days, since = limits_of(case).after_days.get(step, 0), local_day(breach.steps[-1].at)
    earliest = since + timedelta(days=days)
    if local_day(now) < earliest:
        raise errors.TooSoon(since=since, days=days, earliest=earliest)
