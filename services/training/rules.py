"""The dated limits of training."""

from __future__ import annotations

from datetime import time
from pathlib import Path
from typing import Annotated, Literal

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
    attendance: AttendanceCount
    assessment: Assessing


RULES: RuleBook[TrainingRules] = load(Path(__file__).with_name("rules.toml"), TrainingRules)
