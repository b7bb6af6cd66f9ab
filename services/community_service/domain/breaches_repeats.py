"""A repeat: more minutes, and the days for them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from services.community_service.domain.bounds import room
from services.community_service.domain.breaches import limits_for
from services.community_service.domain.calendar import EVERY_DAY, days_needed, last_day_of_months
from services.community_service.domain.cases import Ordered
from services.community_service.domain.sentences import Sentence
from services.community_service.errors import breaches as errors
from services.community_service.rules import Limits
from shared.periods import Period


def together(regime: str, verdict_minutes: int, ordered: Ordered | None, rules: Limits) -> int:
    """The most minutes of all repeats of a verdict (K6a): so many times what it allows for one (K6), a child's all of
    its hours (C5)."""
    one = verdict_minutes
    if ordered is not None and regime == "adult":
        one = min(one, ordered.repeat_minutes or 0)
    return limits_for(regime, rules).repeats_together * one


def repeated(sentence: Sentence, minutes: int, ends_on: date | None, rules: Limits, today: date) -> Sentence:
    """A repeat is community service again, so it has the law's period from today. Raises ExtensionOutOfRange,
    RepeatDoesNotFit."""
    last = sentence.period.ends_on
    until = ends_on or last
    _need_last_day(sentence, until, rules, today)
    remaining = sentence.remaining_minutes + minutes
    needed = days_needed(remaining, sentence.daily_cap_minutes)
    ahead = Period(max(today, sentence.period.starts_on) + timedelta(days=1), until)
    working = rules.child_day.working_days if sentence.regime == "child" else EVERY_DAY
    available = room(sentence.bound, ahead, working)
    if needed > available:
        raise errors.RepeatDoesNotFit(minutes=remaining, needed=needed, available=available, ends_on=until)
    return replace(
        sentence,
        required_minutes=sentence.required_minutes + minutes,
        repeat_minutes=sentence.repeat_minutes + minutes,
        period=Period(sentence.period.starts_on, until),
    )


def last_days(sentence: Sentence, rules: Limits, today: date) -> Period:
    """From which to which day a repeat may end. A last day that the sentence already has stays possible."""
    last, days = sentence.period.ends_on, _days(sentence, rules)
    by_days = last_day_of_months(today, rules.instalments.maximum_months) if days is None else today + timedelta(days)
    return Period(last, max(last, by_days))


def _days(sentence: Sentence, rules: Limits) -> int | None:
    return limits_for(sentence.regime, rules).repeat_days


def _need_last_day(sentence: Sentence, until: date, rules: Limits, today: date) -> None:
    possible, days = last_days(sentence, rules, today), _days(sentence, rules)
    if until in possible:
        return
    earliest = possible.starts_on
    if days is None:
        raise errors.ExtensionOutOfRange(earliest=earliest, latest=possible.ends_on, ends_on=until)
    by_days = today + timedelta(days=days)
    raise errors.RepeatTooLong(earliest=earliest, today=today, days=days, by_days=by_days, ends_on=until)
