"""The limits of a child's vocational training (pelatihan kerja). Source: PP 58/2022 art. 19 (rule C3).

A child is below 18 on the day of the training: each session is judged by its own day, and counts with all other courses
that the child has on that day.
"""

from __future__ import annotations

import calendar as months_of
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from math import ceil

from services.training.domain.participants import age_on
from services.training.domain.programmes import Programme
from services.training.domain.sessions import Session, clock_time
from services.training.errors import children as errors
from services.training.rules import TrainingRules
from shared.errors import Refusal, refuse_all
from shared.holidays import Calendar, why_no_work
from shared.periods import Period

ChildOn = Callable[[date], bool]
"""Whether somebody is a child on a day."""


def is_child(birth_date: date, day: date, rules: TrainingRules) -> bool:
    return age_on(birth_date, day) < rules.child_training.below_age


def check(programme: Programme, sessions: Sequence[Session], rules: TrainingRules, holidays: Calendar) -> None:
    """A programme for children keeps the limits from its opening. Raises every limit that is broken."""
    if programme.for_children:
        refuse_all([*broken(programme, rules), *broken_by(sessions, sessions, lambda _: True, rules, holidays)])


def broken(programme: Programme, rules: TrainingRules) -> list[Refusal]:
    """The limits that a whole programme breaks for a child."""
    return [*_length(programme.period, rules), *_average(programme, rules)]


def broken_by(
    sessions: Sequence[Session],
    plan: Sequence[Session],
    child_on: ChildOn,
    rules: TrainingRules,
    holidays: Calendar,
) -> list[Refusal]:
    """The limits that these sessions break for whoever is a child on their days.

    `plan` has all sessions of the person, these among them: their minutes count together."""
    judged = sorted((each for each in sessions if child_on(each.day)), key=lambda each: each.starts_at)
    return [
        *_days(judged, plan, rules),
        *(refusal for session in judged for refusal in _when(session, rules, holidays)),
    ]


def over_together(
    sessions: Sequence[Session], others: Sequence[Session], child_on: ChildOn, rules: TrainingRules
) -> list[Refusal]:
    """The days that are too long with the others. What the sessions break alone was there before."""
    judged = [each for each in sessions if child_on(each.day)]
    alone = {refusal.message() for refusal in _days(judged, sessions, rules)}
    return [each for each in _days(judged, [*sessions, *others], rules) if each.message() not in alone]


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


def _days(judged: Sequence[Session], plan: Sequence[Session], rules: TrainingRules) -> Iterator[Refusal]:
    maximum = rules.child_training.daily_minutes
    for day in sorted({session.day for session in judged}):
        seconds = sum((s.ends_at - s.starts_at).total_seconds() for s in plan if s.day == day)
        minutes = ceil(seconds / 60)
        if minutes > maximum:
            yield errors.ChildDailyLimit(maximum=maximum, day=day, minutes=minutes)


def _when(session: Session, rules: TrainingRules, holidays: Calendar) -> Iterator[Refusal]:
    limit, school = rules.child_training, rules.school
    if why := why_no_work(session.day, limit.working_days, limit.no_work_on, holidays):
        yield errors.ChildWorkingDay(number=session.number, day=session.day, why=why)
    starts, ends = clock_time(session.starts_at), clock_time(session.ends_at)
    hours = f"{school.starts:%H:%M}", f"{school.ends:%H:%M}"
    if session.day.isoweekday() in school.days and starts < hours[1] and hours[0] < ends:
        yield errors.ChildSchoolHours(
            number=session.number, day=session.day, starts=starts, ends=ends, school="–".join(hours)
        )


def add_months(day: date, months: int) -> date:
    """The same day of the month, or that month's last day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, months_of.monthrange(year, month + 1)[1]))
