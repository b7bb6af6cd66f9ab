"""The figures of the law, dated, each with its article. The text is `rules.toml`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time
from pathlib import Path
from typing import Literal

from shared.rules import Rule, RuleBook, RuleSet, load


class Replacement(Rule):
    """K1. What community service may replace; a month of prison counts `days_per_month` days."""

    maximum_prison_months: int
    days_per_month: int
    maximum_fine_rupiah: int
    offence_below_months: int


class Adults(Rule):
    """K1. Since when an adult may be sentenced to community service."""

    since: date


class Statement(Rule):
    """K8. A verdict about an adult states what follows an unjustified failure."""

    sanctions: bool


class ChildPrison(Rule):
    """C1. The prison term of which a child's community service is a condition, and how long it may take."""

    maximum_days: int
    days_per_month: int
    period_months: int


class Hours(Rule):
    """K4."""

    minimum: int
    maximum: int


class Instalments(Rule):
    """K5."""

    maximum_hours_per_day: int
    maximum_months: int
    days_per_month: int | None = None
    """How many days a month has. None: calendar months, as the retired set has it."""


class Child(Rule):
    """C1. Who is a child at the offence, and the hours that take the place of K4."""

    from_age: int
    under_age: int
    minimum: int
    maximum: int


class Diversion(Rule):
    """C6. Who a diversion is for, by the age at the offence, and how long its community service may last."""

    from_age: int
    under_age: int
    maximum_months: int


class DiversionHours(Rule):
    """C6. The law states no hours."""

    minimum: int
    maximum: int


class ChildDay(Rule):
    """C2. Local times; weekdays are ISO (1 is Monday). `no_work_on`: kinds of days off on which a child does not serve.

    The defaults are those of the first rule set, which knew no working days."""

    maximum_hours_per_day: int
    daytime_from: time
    daytime_until: time
    school_days: frozenset[int]
    school_from: time
    school_until: time
    working_days: frozenset[int] = frozenset(range(1, 8))
    no_work_on: frozenset[Literal["public_holiday", "joint_leave"]] = frozenset()


class BreachLimits(Rule):
    """K6, C5. How many signed-off unjustified failures each step of a breach needs, and how many days must have passed
    since the step before it. The steps that are named here are the ladder; the decision follows them.

    `documented`: a decision names its document, and who decides about a fine its due date."""

    failures: Mapping[str, int]
    after_days: Mapping[str, int] = {}
    documented: bool = False
    repeat_days: int | None = None
    """The days of a repeat, from the decision. None: the calendar months of K5, as the first set has it."""
    repeats_together: int = 1
    """Configuration: all repeats of a case together are at most so many times what the verdict allows for one."""
    substitute_prison_days: int = 0


class FineLimits(Rule):
    """K6c. Prison for what is unpaid of a fine: a day for each `rupiah_per_day` or part of it, within the bounds."""

    rupiah_per_day: int
    minimum_days: int
    maximum_days: int


class MisuseLimits(Rule):
    """What is still usual: minutes out of the schedule, metres from the site; how many sessions of the very same
    minutes in a row are too many; how many minutes after a session's end its check-out may be past midnight."""

    outside_minutes: int
    far_metres: int
    same_minutes_sessions: int
    past_midnight_minutes: int = 360


class Limits(RuleSet):
    adults: Adults | None = None
    statement: Statement | None = None
    child_prison: ChildPrison | None = None
    """These are None in the retired set, which judged children by the rules of adults."""
    replacement: Replacement
    hours: Hours
    instalments: Instalments
    child: Child
    diversion: Diversion
    diversion_hours: DiversionHours
    child_day: ChildDay
    breach: BreachLimits
    child_breach: BreachLimits
    fine: FineLimits | None = None
    """None in sets that close a case with the decision on a fine."""
    misuse: MisuseLimits


BOOK: RuleBook[Limits] = load(Path(__file__).with_name("rules.toml"), Limits)
