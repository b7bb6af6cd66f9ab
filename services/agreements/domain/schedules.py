"""Which step time brings to an agreement next, and on which day (decision 14).

The scheduler takes each step at local midnight of its day, in the order of the days, also after an outage.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from services.agreements.domain.addenda import Addendum
from services.agreements.domain.agreements import Agreement
from services.agreements.domain.results import Timing
from services.agreements.domain.terms import day_after
from services.agreements.events import State
from services.agreements.rules import Figures
from shared.clock import local_day, midnight

StepName = Literal["expire", "terminate", "activate", "amend", "resume", "suspend", "give_expiry_notice"]
ORDER: tuple[StepName, ...] = (
    "expire",
    "terminate",
    "activate",
    "amend",
    "resume",
    "suspend",
    "give_expiry_notice",
)
"""The order of steps on one day. An end comes first, and a changed last day before the notices that count from it."""


@dataclass(frozen=True, slots=True)
class Step:
    """A step and the local day on which it is due. `days`: how many days are left, for an expiry notice."""

    due_on: date
    name: StepName
    days: int = 0

    @property
    def rank(self) -> int:
        """Its place among the steps of one day."""
        return ORDER.index(self.name)


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What decides about the next step beside the agreement itself.

    `umbrella` is the state of a PKS's umbrella, None for an umbrella. `addendum` is signed and waits for its day.
    `notices_given` are the expiry notices given for the present last day, as days before it."""

    umbrella: State | None = None
    addendum: Addendum | None = None
    notices_given: frozenset[int] = frozenset()

    @property
    def may_run(self) -> bool:
        """A PKS starts and resumes only while its umbrella is in force (rule A2)."""
        return self.umbrella in {None, "in_force"}


def next_step(agreement: Agreement, circumstances: Circumstances, figures: Figures) -> Step | None:
    """The earliest step that is to come, also if its day is over already. None if time brings nothing more."""
    steps = _ends(agreement), _changes(agreement, circumstances), _notices(agreement, circumstances, figures)
    return min((step for group in steps for step in group), key=lambda step: (step.due_on, step.rank), default=None)


def _ends(a: Agreement) -> Iterator[Step]:
    if a.lasts:
        yield Step(day_after(a.period.ends_on), "expire")
    if a.runs and a.terminates_on:
        yield Step(day_after(a.terminates_on), "terminate")


def _changes(a: Agreement, circumstances: Circumstances) -> Iterator[Step]:
    if a.state == "signed" and circumstances.may_run:
        yield Step(a.period.starts_on, "activate")
    if a.runs and circumstances.addendum:
        yield Step(circumstances.addendum.effective_day, "amend")
    if a.state == "suspended" and a.resumes_on and circumstances.may_run:
        yield Step(a.resumes_on, "resume")
    if a.suspends_on and (a.state == "in_force" or (a.state == "suspended" and a.suspended_by_umbrella)):
        yield Step(a.suspends_on, "suspend")


def _notices(a: Agreement, circumstances: Circumstances, figures: Figures) -> Iterator[Step]:
    """No expiry notice where the agreement ends before its period does, and none was due before the end was fixed."""
    if not a.runs or a.last_day < a.period.ends_on:
        return
    for days in figures.expiry_notices.days_before:
        due_on = date.fromordinal(max(1, a.period.ends_on.toordinal() - days))
        if due_on >= (a.end_known_on or due_on) and days not in circumstances.notices_given:
            yield Step(due_on, "give_expiry_notice", days)


def timing_of(step: Step, today: date, umbrella_since: datetime | None = None) -> Timing:
    """The timing of a step's fact. `umbrella_since`: the umbrella is in force since then, the PKS not before it."""
    due_on = max(step.due_on, local_day(umbrella_since)) if umbrella_since else step.due_on
    return Timing.of(due_on, today)


def moment_of(step: Step, last_fact: datetime, umbrella_since: datetime | None = None) -> datetime:
    """What a step's fact is dated with (UTC): local midnight of its day, never before the agreement's last fact."""
    return max(midnight(step.due_on), last_fact, umbrella_since or last_fact)
