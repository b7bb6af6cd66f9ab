"""The dated limits of training."""

from __future__ import annotations

from datetime import time
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from shared.holidays import OffKind
from shared.rules import Rule, RuleBook, RuleSet, load

Weekday = Annotated[int, Field(ge=1, le=7)]


class ChildTraining(Rule):
    """Vocational training (pelatihan kerja) of children; weekdays are ISO numbers, 1 is Monday.

    `no_work_on`: kinds of days off that are no working days. The first set knew none."""

    below_age: int
    minimum_months: int
    maximum_months: int
    daily_minutes: int
    working_days: frozenset[Weekday]
    no_work_on: frozenset[OffKind] = frozenset()


class School(Rule):
    """When a child is at school, in local time."""

    days: frozenset[Weekday]
    starts: time
    ends: time


class Readiness(Rule):
    """The checklist for release, in its order, and from how many days before it a gap is listed."""

    within_days: int
    required: tuple[str, ...]
    optional: tuple[str, ...]

    @property
    def items(self) -> tuple[str, ...]:
        return (*self.required, *self.optional)


class EquipmentRules(Rule):
    """How the condition of equipment is graded, from the best to the worst, and what an obligation counts.

    From `damaged_from` on a worse condition is a damage; only `lendable` items leave the agency."""

    conditions: tuple[str, ...]
    lendable: frozenset[str]
    damaged_from: str
    units_of_no_item: frozenset[str]


class Ledger(Rule):
    """What a person may take in a month for needs inside, and when money that nobody fetched is shown as unclaimed."""

    monthly_withdrawal: int
    unclaimed_after_days: int


class Makers(Rule):
    """Who makes goods for sale, by the age on the day on which they were made."""

    minimum_age: int


class Sales(Rule):
    """Selling what inmates make. The percentages are of the material cost and of the price."""

    floor_percent: int
    maximum_commission_percent: int
    days_after_fair: int
    days_at_outlet: int
    photos: int


class AttendanceCount(Rule):
    """How attendance is counted where a programme does not say it itself. `minimum_share` is in percent."""

    basis: Literal["all", "since_joined"]
    minimum_share: Annotated[int, Field(ge=0, le=100)]


class Assessing(Rule):
    """How often one component is assessed at most."""

    attempts: Annotated[int, Field(ge=1, le=100)]


class TrainingRules(RuleSet):
    child_training: ChildTraining
    school: School
    readiness: Readiness
    equipment: EquipmentRules
    ledger: Ledger
    makers: Makers
    sales: Sales
    attendance: AttendanceCount
    assessment: Assessing


RULES: RuleBook[TrainingRules] = load(Path(__file__).with_name("rules.toml"), TrainingRules)
