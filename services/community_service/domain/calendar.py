"""Sums of days, months, ages and minutes that the law asks for."""

from __future__ import annotations

from calendar import monthrange
from datetime import UTC, date, datetime, time, timedelta

from shared.clock import LOCAL_ZONE
from shared.periods import Period


def last_day_of_months(starts_on: date, months: int) -> date:
    """The last day of a period of calendar months: the day before the same day of the last month.

    If that month is too short to have the same day, it is the end of that month."""
    year, month = divmod(starts_on.year * 12 + starts_on.month - 1 + months, 12)
    length = monthrange(year, month + 1)[1]
    if starts_on.day > length:
        return date(year, month + 1, length)
    return date(year, month + 1, starts_on.day) - timedelta(days=1)


def age_on(birth_date: date, day: date) -> int:
    """Completed years. In common years a person born on 29 February turns a year older on 1 March."""
    had_birthday = (day.month, day.day) >= (birth_date.month, birth_date.day)
    return day.year - birth_date.year - (0 if had_birthday else 1)


def days_needed(minutes: int, minutes_per_day: int) -> int:
    """Whole days that the minutes need, at `minutes_per_day` a day."""
    return -(-minutes // minutes_per_day)


def at(day: date, local: time) -> datetime:
    """A local time of day, in UTC."""
    return datetime.combine(day, local, LOCAL_ZONE).astimezone(UTC)


def minutes_between(since: datetime, until: datetime) -> int:
    """Completed minutes, never below zero."""
    return max(0, (until - since) // timedelta(minutes=1))


def shown(moment: datetime) -> str:
    """A moment in local time, as texts for people show it."""
    return f"{moment.astimezone(LOCAL_ZONE):%Y-%m-%d %H:%M}"


EVERY_DAY = frozenset(range(1, 8))


def weekdays(period: Period, which: frozenset[int]) -> int:
    """How many days of a period are of these days of the week (ISO: 1 is Monday). 0 where it is reversed.

    Holidays that a decree may still move are not taken off: nothing is refused by them before their time."""
    weeks, rest = divmod(max(0, period.days), 7)
    return weeks * len(which) + sum((period.ends_on - timedelta(days=n)).isoweekday() in which for n in range(rest))
