"""Days begin at local midnight in Ambon (UTC+9); the simulated clock goes where it is told and ticks on."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.clock import SimulatedClock, SystemClock, local_day, midnight

START = datetime(2026, 2, 9, tzinfo=UTC)
SOON = timedelta(seconds=5)


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        ("2026-02-08T14:59:59+00:00", "2026-02-08"),
        ("2026-02-08T15:00:00+00:00", "2026-02-09"),
        ("2026-02-09T00:00:00+09:00", "2026-02-09"),
    ],
)
def test_the_local_day(moment: str, day: str) -> None:
    assert local_day(datetime.fromisoformat(moment)) == date.fromisoformat(day)


@given(st.dates(min_value=date(1970, 1, 2), max_value=date(9998, 12, 31)))
def test_a_day_begins_at_its_midnight_and_not_before(day: date) -> None:
    begins = midnight(day)
    assert begins.utcoffset() == timedelta(0)
    assert local_day(begins) == day
    assert local_day(begins - timedelta(microseconds=1)) == day - timedelta(days=1)


def test_a_simulated_clock_starts_where_told_and_ticks_on() -> None:
    clock = SimulatedClock(START)
    first = clock.now()
    assert START <= first < START + SOON
    assert first <= clock.now() < START + SOON


def test_a_simulated_clock_moves_both_ways_and_returns_to_the_machines_time() -> None:
    clock = SimulatedClock(START)
    for moment in (START + timedelta(days=400), START - timedelta(days=4)):
        clock.set(moment)
        assert moment <= clock.now() < moment + SOON
    clock.set(None)
    assert abs(clock.now() - SystemClock().now()) < SOON


def test_the_machines_time_is_in_utc() -> None:
    assert SystemClock().now().tzinfo is UTC
