"""The minutes that someone was present, within the schedule and in their favour. Views and reports ask it too."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.community_service.domain.outcomes import OUTCOMES
from services.community_service.domain.sessions import present_minutes
from services.community_service.events import Outcome
from tests.unit.community_service.cases import attendance

SESSION = attendance(240)
STARTS, ENDS = SESSION.starts_at, SESSION.ends_at


def present(since: float | None, until: float | None) -> int:
    """From one second after the session's start to another; None: not noted."""
    moments = [None if each is None else STARTS + timedelta(seconds=each) for each in (since, until)]
    return present_minutes(STARTS, ENDS, *moments)


@pytest.mark.parametrize(
    ("since", "until", "minutes"),
    [
        (0, 0, 0),
        (0, 0.000001, 1),
        (0, 60, 1),
        (0, 60.000001, 2),
        (59.999999, 60, 1),
        (60, 61, 1),
        (30, 30, 0),
        (30, 31, 1),
        (59, 61, 2),
        (59, 240 * 60, 240),
        (60, 240 * 60, 239),
        (0, 239 * 60 + 1, 240),
        (0, 239 * 60, 239),
        (-1, 240 * 60 + 1, 240),
        (-3600, 61, 2),
        (239 * 60 + 59, 300 * 60, 1),
        (-3600, -60, 0),
        (-3600, -1, 0),
        (-3600, 0, 0),
        (240 * 60, 300 * 60, 0),
        (240 * 60 + 1, 300 * 60, 0),
        (120, 60, 0),
        (61, 60, 0),
        (None, None, 0),
        (0, None, 0),
        (None, 3600, 0),
    ],
)
def test_present_minutes(since: float | None, until: float | None, minutes: int) -> None:
    assert present(since, until) == minutes


seconds = st.floats(-20_000, 40_000, allow_nan=False)


def within(since: float, until: float) -> timedelta:
    """The time between the later arrival and the earlier departure, to the microsecond."""
    arrived, left = (STARTS + timedelta(seconds=each) for each in (since, until))
    return max(timedelta(0), min(left, ENDS) - max(arrived, STARTS))


@given(seconds, seconds)
def test_nobody_loses_a_second_and_nobody_gains_two_minutes(since: float, until: float) -> None:
    counted, minute = present(since, until), timedelta(minutes=1)
    assert within(since, until) <= counted * minute < within(since, until) + 2 * minute
    assert 0 <= counted <= SESSION.scheduled_minutes


late = st.floats(0, 59.999999)


@given(st.lists(st.tuples(late, late), min_size=1, max_size=60))
def test_seconds_late_and_early_on_any_number_of_days_cost_no_minute(days: list[tuple[float, float]]) -> None:
    served = sum(present(came, 240 * 60 - gone) for came, gone in days)
    assert served == len(days) * SESSION.scheduled_minutes


@given(seconds, seconds, st.integers(0, 59))
def test_the_seconds_of_the_clock_do_not_count(since: float, until: float, second: int) -> None:
    came, left = int(since // 60) * 60, int(until // 60) * 60
    assert present(came + second, left + 60) == present(came, left + 60)


@given(seconds, seconds, st.floats(0, 10_000))
def test_who_stays_longer_is_never_present_for_less(since: float, until: float, more: float) -> None:
    assert present(since, until) <= present(since, until + more)


@pytest.mark.parametrize("outcome", [None, *OUTCOMES])
def test_minutes_are_worth_something_where_the_outcome_counts(outcome: Outcome | None) -> None:
    left: datetime = STARTS + timedelta(minutes=61)
    session = attendance(240, checked_in_at=STARTS, checked_out_at=left, outcome=outcome)
    assert session.worth_minutes == (61 if outcome == "attended_complied" else 0)


def test_a_session_asks_the_same_rule() -> None:
    arrived: datetime = STARTS + timedelta(seconds=90)
    assert attendance(240, checked_in_at=arrived, checked_out_at=ENDS).present_minutes == 239
