"""What a verdict about an adult must keep: KUHP art. 85 (K1, K2, K4, K5, K6, K8)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from services.community_service import justice
from services.community_service.domain.bounds import Bound, room
from services.community_service.domain.calendar import EVERY_DAY, days_needed, last_day_of_months
from services.community_service.errors import verdicts_adults as errors
from services.community_service.errors.verdicts import VerdictBeforeTheLaw
from services.community_service.rules import Instalments, Limits
from shared.errors import Refusal
from shared.periods import Period

Broken = Iterator[Refusal]


def broken_rules(verdict: justice.SentencePronounced, rules: Limits) -> Broken:
    if rules.adults and verdict.verdict_date < rules.adults.since:
        yield VerdictBeforeTheLaw(valid_from=rules.adults.since, verdict_date=verdict.verdict_date)
    yield from _replacement(verdict, rules)
    if not verdict.consent_recorded:
        yield errors.ConsentMissing()
    limit = rules.hours
    if not limit.minimum <= verdict.hours <= limit.maximum:
        yield errors.HoursOutOfRange(minimum=limit.minimum, maximum=limit.maximum, hours=verdict.hours)
    most = rules.instalments.maximum_hours_per_day
    if verdict.hours_per_day and verdict.hours_per_day > most:
        yield errors.DayTooLong(maximum=most, hours=verdict.hours_per_day)
    if verdict.starts_on and verdict.ends_on and verdict.starts_on <= verdict.ends_on:
        yield from _period(verdict, Period(verdict.starts_on, verdict.ends_on), rules)
    yield from _stated(verdict, rules)
    yield from _sanctions(verdict, rules)


def bound_of(verdict: justice.SentencePronounced) -> Bound:
    return Bound(verdict.place, verdict.work, verdict.days_per_week, verdict.days_per_month)


def _replacement(verdict: justice.SentencePronounced, rules: Limits) -> Broken:
    limit = rules.replacement
    if verdict.replaces:
        days, fine = verdict.replaces.days(limit.days_per_month), verdict.replaces.fine_rupiah or 0
        most = limit.maximum_prison_months * limit.days_per_month
        if days > most:
            yield errors.ReplacedPrisonTooLong(maximum=limit.maximum_prison_months, maximum_days=most, days=days)
        if fine > limit.maximum_fine_rupiah:
            yield errors.ReplacedFineTooHigh(maximum=limit.maximum_fine_rupiah, fine=fine)
        if days and fine:
            yield errors.PrisonAndFine()
    offence = verdict.maximum_prison_months
    if offence is not None and offence >= limit.offence_below_months:
        yield errors.OffenceTooGrave(below=limit.offence_below_months, months=offence)


def latest_day(starts_on: date, limit: Instalments) -> date:
    """K5: the last day of the longest period. Six months are 180 days (art. 184), the first day included."""
    if limit.days_per_month is None:
        return last_day_of_months(starts_on, limit.maximum_months)
    return starts_on + timedelta(days=limit.maximum_months * limit.days_per_month - 1)


def _period(verdict: justice.SentencePronounced, period: Period, rules: Limits) -> Broken:
    limit, latest = rules.instalments, latest_day(period.starts_on, rules.instalments)
    if period.ends_on > latest and limit.days_per_month:
        yield errors.PeriodTooManyDays(
            months=limit.maximum_months,
            per_month=limit.days_per_month,
            maximum=limit.maximum_months * limit.days_per_month,
            starts_on=period.starts_on,
            latest=latest,
            ends_on=period.ends_on,
            days=period.days,
        )
    elif period.ends_on > latest:
        yield errors.PeriodTooLong(months=limit.maximum_months, latest=latest, ends_on=period.ends_on)
    per_day = min(limit.maximum_hours_per_day, verdict.hours_per_day or limit.maximum_hours_per_day)
    needed = days_needed(verdict.hours * 60, per_day * 60)
    available = room(bound_of(verdict), period, EVERY_DAY)
    if needed > available:
        yield errors.DoesNotFitPeriod(
            hours=verdict.hours,
            per_day=per_day,
            needed=needed,
            available=available,
            starts_on=period.starts_on,
            ends_on=period.ends_on,
        )


def _stated(verdict: justice.SentencePronounced, rules: Limits) -> Broken:
    """K8: what is replaced, the hours a day, the period, and what follows a failure."""
    replaces, said = verdict.replaces, verdict.sanctions
    stated: dict[str, object] = {
        "replaces": replaces and (replaces.prison_months or replaces.prison_days or replaces.fine_rupiah),
        "hours_per_day": verdict.hours_per_day,
        "starts_on": verdict.starts_on,
        "ends_on": verdict.ends_on,
        "maximum_prison_months": verdict.maximum_prison_months is not None,
    }
    if rules.statement and rules.statement.sanctions:
        stated["sanctions"] = said and (said.repeat_hours or said.prison_days or said.fine_rupiah)
    if missing := [name for name, value in stated.items() if not value]:
        yield errors.VerdictIncomplete(missing=", ".join(missing))


def _sanctions(verdict: justice.SentencePronounced, rules: Limits) -> Broken:
    """K6: wholly or partly what was replaced, or the service again."""
    if (said := verdict.sanctions) is None:
        return
    replaces = verdict.replaces or justice.Replaced()
    bounds = (
        ("repeat_hours", said.repeat_hours, verdict.hours),
        ("prison_days", said.prison_days, replaces.days(rules.replacement.days_per_month)),
        ("fine_rupiah", said.fine_rupiah, replaces.fine_rupiah or 0),
    )
    for kind, amount, most in bounds:
        if amount and amount > most:
            yield errors.SanctionTooHigh(kind=kind, amount=amount, maximum=most)
