"""The dated limits of training."""

from __future__ import annotations

from datetime import time
from pathlib import Path
from typing import Annotated

from pydantic import Field

from shared.rules import Rule, RuleBook, RuleSet, load

Weekday = Annotated[int, Field(ge=1, le=7)]


class ChildTraining(Rule):
    """Vocational training (pelatihan kerja) of children; weekdays are ISO numbers, 1 is Monday."""

    below_age: int
    minimum_months: int
    maximum_months: int
    daily_minutes: int
    working_days: frozenset[Weekday]


class School(Rule):
    """When a child is at school, in local time."""

    days: frozenset[Weekday]
    starts: time
    ends: time


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


class TrainingRules(RuleSet):
    child_training: ChildTraining
    school: School
    makers: Makers
    sales: Sales


RULES: RuleBook[TrainingRules] = load(Path(__file__).with_name("rules.toml"), TrainingRules)
