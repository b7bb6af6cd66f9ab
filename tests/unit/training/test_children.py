"""PP 58/2022 art. 19 (C3): a child trains 3 to 12 months, at most 3 hours a working day, never in school hours."""

from __future__ import annotations

from datetime import date

import pytest

from services.training.domain.children import add_months, broken, broken_by, is_child
from services.training.domain.sessions import Session
from shared.holidays import Calendar
from shared.periods import Period
from tests.unit.training.cases import LIMITS, programme, session

START = date(2026, 2, 16)


@pytest.mark.parametrize(
    ("born", "on", "child"),
    [
        (date(2008, 2, 17), START, True),
        (date(2008, 2, 16), START, False),
        (date(2008, 2, 29), date(2026, 2, 28), True),
        (date(2008, 2, 29), date(2026, 3, 1), False),
    ],
)
def test_a_child_is_under_18_until_the_birthday(born: date, on: date, child: bool) -> None:
    assert is_child(born, on, LIMITS) is child


@pytest.mark.parametrize(
    ("ends_on", "allowed"),
    [
        (date(2026, 5, 14), False),  # a day short of three months
        (date(2026, 5, 15), True),
        (date(2027, 2, 15), True),  # twelve months to the day
        (date(2027, 2, 16), False),
    ],
)
def test_three_to_twelve_months(ends_on: date, allowed: bool) -> None:
    found = broken(programme(period=Period(START, ends_on)), LIMITS)
    assert [refusal.slug for refusal in found] == ([] if allowed else ["child-programme-length"])
    if found:
        assert (found[0].rule, found[0].article) == ("C3", "PP 58/2022 art. 19(4)")
        assert "3 sampai 12 bulan" in found[0].message()


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
        (date(2026, 12, 15), 12, date(2027, 12, 15)),
        (date(2027, 11, 30), 3, date(2028, 2, 29)),
    ],
)
def test_months_are_calendar_months(day: date, months: int, then: date) -> None:
    assert add_months(day, months) == then


# 2026-02-23 is a Monday.
@pytest.mark.parametrize(
    ("sessions", "slugs"),
    [
        ([session(1, "2026-02-23 13:00", "2026-02-23 16:00")], []),
        ([session(1, "2026-02-23 13:00", "2026-02-23 16:01")], ["child-daily-limit"]),
        (
            [
                session(1, "2026-02-23 13:00", "2026-02-23 15:00"),
                session(2, "2026-02-23 15:30", "2026-02-23 16:31"),
            ],
            ["child-daily-limit"],
        ),
        (
            [
                session(1, "2026-02-23 13:00", "2026-02-23 16:00"),
                session(2, "2026-02-24 13:00", "2026-02-24 16:00"),
            ],
            [],
        ),
        ([session(1, "2026-02-23 05:00", "2026-02-23 07:00")], []),
        ([session(1, "2026-02-23 05:00", "2026-02-23 07:01")], ["child-school-hours"]),
        ([session(1, "2026-02-23 12:59", "2026-02-23 14:00")], ["child-school-hours"]),
        ([session(1, "2026-02-27 08:00", "2026-02-27 09:00")], ["child-school-hours"]),
        ([session(1, "2026-02-28 14:00", "2026-02-28 16:00")], ["child-working-day"]),
        ([session(1, "2026-03-01 08:00", "2026-03-01 09:00")], ["child-working-day"]),
    ],
)
def test_three_hours_a_working_day_outside_school(sessions: list[Session], slugs: list[str]) -> None:
    found = broken_by(sessions, sessions, lambda _: True, LIMITS, Calendar())
    assert [refusal.slug for refusal in found] == slugs
    assert {refusal.rule for refusal in found} <= {"C3"}
    assert all((refusal.article or "").startswith("PP 58/2022 art. 19") for refusal in found)


@pytest.mark.parametrize(("minutes", "allowed"), [(1440, True), (1441, False)])
def test_before_the_calendar_is_known_the_average_session_must_fit_a_day(minutes: int, allowed: bool) -> None:
    found = broken(programme(minutes=minutes, sessions=8), LIMITS)
    assert [refusal.slug for refusal in found] == ([] if allowed else ["child-daily-limit"])
    assert not found or "181" in found[0].message()
