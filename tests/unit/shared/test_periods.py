"""A period holds both its days."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.periods import Period

DAY = timedelta(days=1)
APRIL = Period(date(2026, 4, 1), date(2026, 4, 30))


@pytest.mark.parametrize(("day", "within"), [(31, False), (1, True), (30, True)])
def test_both_days_are_in_it(day: int, within: bool) -> None:
    assert (date(2026, 3 if day == 31 else 4, day) in APRIL) is within
    assert date(2026, 5, 1) not in APRIL


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "days"),
    [
        (date(2026, 4, 1), date(2026, 4, 1), 1),
        (date(2026, 4, 1), date(2026, 4, 30), 30),
        (date(2026, 4, 2), date(2026, 4, 1), 0),
    ],
)
def test_its_length_counts_both_days(starts_on: date, ends_on: date, days: int) -> None:
    assert Period(starts_on, ends_on).days == days


def test_it_covers_itself_and_what_lies_inside() -> None:
    assert APRIL.covers(APRIL)
    assert APRIL.covers(Period(date(2026, 4, 2), date(2026, 4, 29)))
    assert not APRIL.covers(Period(date(2026, 3, 31), date(2026, 4, 2)))
    assert not APRIL.covers(Period(date(2026, 4, 29), date(2026, 5, 1)))
    assert str(APRIL) == "2026-04-01 – 2026-04-30"


@given(st.dates(date(2020, 1, 1), date(2040, 1, 1)), st.integers(0, 500), st.integers(-500, 500), st.integers(0, 500))
def test_a_period_covers_another_when_both_its_ends_do(start: date, length: int, offset: int, other: int) -> None:
    outer = Period(start, start + length * DAY)
    inner = Period(start + offset * DAY, start + (offset + other) * DAY)
    assert outer.covers(inner) == (offset >= 0 and offset + other <= length)
    assert outer.covers(outer)
