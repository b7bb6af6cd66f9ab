"""What the calendar (`shared.holidays`) means here: which decree holds, and the working days of a child."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from services.community_service.errors import holidays as errors
from services.community_service.rules import ChildDay
from shared.holidays import Calendar, DayOff, Decree, Decreed, weekday_name, why_no_work
from shared.periods import Period


def next_revision(
    calendar: Calendar, on: date, said: DayOff, decree: Decree, *, corrects: bool, now: datetime
) -> Decreed | None:
    """What is recorded of a day; None where the same stands there already.

    A decree that is not later than the latest one does not overrule it. A correction does: it says why. Raises
    LaterDecreeHolds."""
    latest = calendar.latest(on)
    if latest and (latest.day, latest.decree) == (said, decree):
        return None
    if latest and latest.decree != decree and decree.decreed_on <= latest.decree.decreed_on and not corrects:
        raise errors.LaterDecreeHolds(on=on, number=latest.decree.number, decreed_on=latest.decree.decreed_on)
    return Decreed(said, decree, now)


def is_working_day(on: date, rule: ChildDay, calendar: Calendar) -> bool:
    """C2: whether a child may serve on a day."""
    return why_no_working_day(on, rule, calendar) is None


def why_no_working_day(on: date, rule: ChildDay, calendar: Calendar) -> str | None:
    """The holiday or the day of the week because of which a child does not serve, or None on a working day."""
    return why_no_work(on, rule.working_days, rule.no_work_on, calendar)


def working_days(period: Period, rule: ChildDay, calendar: Calendar) -> int:
    """How many days of a period, both ends included, a child may serve on."""
    days = (period.starts_on + timedelta(days=number) for number in range(max(0, period.days)))
    return sum(is_working_day(on, rule, calendar) for on in days)


def why_not_counted(on: date, began: datetime, rule: ChildDay, calendar: Calendar) -> str | None:
    """Why what a child did on a day does not count, or None where it counts.

    Nobody loses a day that was worked in good faith: a holiday that was recorded after the work had begun takes nothing
    away, nor does one that was taken back later, nor an estimate."""
    if on.isoweekday() not in rule.working_days:
        return weekday_name(on)
    then, now = calendar.latest(on, began), calendar.latest(on)
    if then and now and then.day.kind in rule.no_work_on and now.day.kind in rule.no_work_on:
        return now.day.name
    return None
