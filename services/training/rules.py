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


class Ledger(Rule):
    """What a person may take in a month for needs inside, and when money that nobody fetched is shown as unclaimed."""

    monthly_withdrawal: int
    unclaimed_after_days: int


class TrainingRules(RuleSet):
    child_training: ChildTraining
    school: School
    ledger: Ledger


RULES: RuleBook[TrainingRules] = load(Path(__file__).with_name("rules.toml"), TrainingRules)
