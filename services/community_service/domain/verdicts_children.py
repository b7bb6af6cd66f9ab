"""What a verdict about a child must keep: UU 11/2012 art. 69 to 76 and PP 58/2022. Nothing of K1, K2, K4 and K5."""

from __future__ import annotations

from collections.abc import Iterator

from services.community_service import justice
from services.community_service.domain import verdicts_adults
from services.community_service.domain.bounds import room
from services.community_service.domain.calendar import age_on, days_needed, last_day_of_months
from services.community_service.errors import verdicts_children as errors
from services.community_service.rules import Limits
from shared.errors import Refusal
from shared.periods import Period

Broken = Iterator[Refusal]


def broken_rules(verdict: justice.SentencePronounced, rules: Limits) -> Broken:
    if rules.child_prison is None:  # the retired set judged children by the rules of adults
        yield from verdicts_adults.broken_rules(verdict, rules)
        return
    yield from _age(verdict, rules)
    yield from _prison(verdict, rules)
    hours, child = verdict.hours, rules.child
    if not child.minimum <= hours <= child.maximum:
        yield errors.ChildHoursOutOfRange(minimum=child.minimum, maximum=child.maximum, hours=hours)
    most = rules.child_day.maximum_hours_per_day
    if verdict.hours_per_day and verdict.hours_per_day > most:
        yield errors.ChildDayTooLong(maximum=most, hours=verdict.hours_per_day)
    if verdict.sanctions and (verdict.sanctions.prison_days or verdict.sanctions.fine_rupiah):
        yield errors.ChildHasNoSanctions()
    if verdict.starts_on and verdict.ends_on and verdict.starts_on <= verdict.ends_on:
        yield from _period(verdict, Period(verdict.starts_on, verdict.ends_on), rules)
    if missing := [name for name in ("starts_on", "ends_on") if not getattr(verdict, name)]:
        yield errors.ChildVerdictIncomplete(missing=", ".join(missing))


def _age(verdict: justice.SentencePronounced, rules: Limits) -> Broken:
    born_before = verdict.birth_date <= verdict.offence_date
    if born_before and age_on(verdict.birth_date, verdict.offence_date) < rules.child.from_age:
        yield errors.TooYoung(minimum=rules.child.from_age)


def _prison(verdict: justice.SentencePronounced, rules: Limits) -> Broken:
    """C1: a condition of a prison term of at most two years, which are 730 days. A month has 30 days."""
    limit, replaces = rules.child_prison, verdict.replaces
    assert limit
    days = replaces.days(limit.days_per_month) if replaces else 0
    if not days or (replaces and replaces.fine_rupiah):
        yield errors.ChildConditionOfPrison()
    if days > limit.maximum_days:
        yield errors.ChildPrisonTooLong(years=limit.maximum_days // 365, maximum_days=limit.maximum_days, days=days)


def _period(verdict: justice.SentencePronounced, period: Period, rules: Limits) -> Broken:
    assert rules.child_prison
    months = rules.child_prison.period_months
    latest = last_day_of_months(period.starts_on, months)
    if period.ends_on > latest:
        yield errors.ChildPeriodTooLong(years=months // 12, latest=latest, ends_on=period.ends_on)
        return
    most = rules.child_day.maximum_hours_per_day
    per_day = min(most, verdict.hours_per_day or most)
    needed, available = (
        days_needed(verdict.hours * 60, per_day * 60),
        room(verdicts_adults.bound_of(verdict), period, rules.child_day.working_days),
    )
    if needed > available:
        yield errors.ChildDoesNotFitPeriod(
            hours=verdict.hours,
            per_day=per_day,
            needed=needed,
            available=available,
            starts_on=period.starts_on,
            ends_on=period.ends_on,
        )
