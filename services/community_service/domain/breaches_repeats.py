"""A repeat: more minutes, and the days for them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from services.community_service.domain.calendar import EVERY_DAY, days_needed, last_day_of_months, weekdays
from services.community_service.domain.sentences import Sentence
from services.community_service.errors import breaches as errors
from services.community_service.rules import Limits
from shared.periods import Period


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
    available = weekdays(ahead, working)
    if needed > available:
        raise errors.RepeatDoesNotFit(minutes=remaining, needed=needed, available=available, ends_on=until)
    return replace(
        sentence,
        required_minutes=sentence.required_minutes + minutes,
        repeat_minutes=sentence.repeat_minutes + minutes,
        period=Period(sentence.period.starts_on, until),
    )


def _need_last_day(sentence: Sentence, until: date, rules: Limits, today: date) -> None:
    """A last day that the sentence already has stays possible."""
    last = sentence.period.ends_on
    days = (rules.child_breach if sentence.regime == "child" else rules.breach).repeat_days
    if days is None:
        latest = max(last, last_day_of_months(today, rules.instalments.maximum_months))
        if not last <= until <= latest:
            raise errors.ExtensionOutOfRange(earliest=last, latest=latest, ends_on=until)
    elif not last <= until <= max(last, today + timedelta(days=days)):
        by_days = today + timedelta(days=days)
        raise errors.RepeatTooLong(earliest=last, today=today, days=days, by_days=by_days, ends_on=until)
