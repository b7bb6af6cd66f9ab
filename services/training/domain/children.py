"""The limits of a child's vocational training (pelatihan kerja). Source: PP 58/2022 art. 19 (rule C3)."""

from __future__ import annotations

import calendar
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, datetime

from services.training.domain.participants import age_on
from services.training.domain.programmes import Programme
from services.training.domain.sessions import Session
from services.training.errors import children as errors
from services.training.rules import TrainingRules
from shared.clock import LOCAL_ZONE
from shared.errors import Refusal, refuse_all
from shared.periods import Period


def is_child(birth_date: date, day: date, rules: TrainingRules) -> bool:
    return age_on(birth_date, day) < rules.child_training.below_age


def check(
    programme: Programme, calendar: Sequence[Session], birth_dates: Sequence[date], rules: TrainingRules, today: date
) -> None:
    """Checks the limits where the programme is for children, or where one of the participants is a child.

    `birth_dates` are those of the participants. Raises every limit that is broken.
    """
    if programme.for_children or any(is_child(birth_date, today, rules) for birth_date in birth_dates):
        refuse_all(broken(programme, calendar, rules))


def broken(programme: Programme, sessions: Sequence[Session], rules: TrainingRules) -> list[Refusal]:
    """Every limit that the programme breaks for a child. Sessions that are not on the calendar yet are not judged."""
    return [
        *_length(programme.period, rules),
        *_average(programme, rules),
        *_days(sessions, rules),
        *(refusal for session in sessions for refusal in _calendar(session, rules)),
    ]


def _length(period: Period, rules: TrainingRules) -> Iterator[Refusal]:
    limit = rules.child_training
    after = date.fromordinal(period.ends_on.toordinal() + 1)
    shortest, longest = (
        add_months(period.starts_on, months) for months in (limit.minimum_months, limit.maximum_months)
    )
    if not shortest <= after <= longest:
        yield errors.ChildProgrammeLength(minimum=limit.minimum_months, maximum=limit.maximum_months, programme=period)


def _average(programme: Programme, rules: TrainingRules) -> Iterator[Refusal]:
    """Before the calendar is known: at least one session is as long as the average, rounded up."""
    maximum, average = rules.child_training.daily_minutes, -(-programme.minutes // programme.sessions)
    if average > maximum:
        yield errors.ChildDailyLimit(maximum=maximum, day=f"{programme.sessions} ×", minutes=average)


def _days(sessions: Sequence[Session], rules: TrainingRules) -> Iterator[Refusal]:
    maximum, per_day = rules.child_training.daily_minutes, Counter[date]()
    for session in sessions:
        per_day[session.day] += session.minutes
    for day, minutes in sorted(per_day.items()):
        if minutes > maximum:
            yield errors.ChildDailyLimit(maximum=maximum, day=day, minutes=minutes)


def _calendar(session: Session, rules: TrainingRules) -> Iterator[Refusal]:
    weekday, school = session.day.isoweekday(), rules.school
    if weekday not in rules.child_training.working_days:
        yield errors.ChildWorkingDay(number=session.number, day=session.day, weekday=weekday)
    starts, ends = _clock_time(session.starts_at), _clock_time(session.ends_at)
    hours = f"{school.starts:%H:%M}", f"{school.ends:%H:%M}"
    if weekday in school.days and starts < hours[1] and hours[0] < ends:
        yield errors.ChildSchoolHours(
            number=session.number, day=session.day, starts=starts, ends=ends, school="–".join(hours)
        )


def _clock_time(moment: datetime) -> str:
    return f"{moment.astimezone(LOCAL_ZONE):%H:%M}"


def add_months(day: date, months: int) -> date:
    """The same day of the month, or that month's last day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
