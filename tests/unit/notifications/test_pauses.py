"""The waits of a pause."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from services.notifications.domain import pauses


def test_the_waits_double_up_to_five_minutes() -> None:
    waits = [pauses.wait(failures, 0).total_seconds() for failures in range(1, 12)]
    assert waits == [1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300]


@given(st.integers(1, 10_000), st.floats(0, 1))
def test_chance_takes_away_half_at_most(failures: int, chance: float) -> None:
    whole = pauses.wait(failures, 0)
    assert whole / 2 <= pauses.wait(failures, chance) <= whole <= timedelta(minutes=5)


def test_two_installations_do_not_come_back_at_once() -> None:
    assert pauses.wait(5, 0.1) != pauses.wait(5, 0.9)
