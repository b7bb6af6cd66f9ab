"""The minutes that someone was present: completed ones, within the schedule. Views and reports ask this rule too."""

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
        (0, 59, 0),
        (0, 60, 1),
        (1, 60, 0),
        (1, 61, 1),
        (30, 89.999999, 0),
        (30, 90, 1),
        (0.5, 3600.4, 59),
        (0.5, 3600.5, 60),
        (0, 240 * 60, 240),
        (0.000001, 240 * 60, 239),
        (0, 240 * 60 - 0.000001, 239),
        (-1, 240 * 60 + 1, 240),
        (-3600, 61, 1),
        (239 * 60, 300 * 60, 1),
        (239 * 60 + 1, 300 * 60, 0),
        (-3600, -60, 0),
        (-3600, 0, 0),
        (240 * 60, 300 * 60, 0),
        (250 * 60, 300 * 60, 0),
        (120, 60, 0),
        (None, None, 0),
        (0, None, 0),
        (None, 3600, 0),
    ],
)
def test_present_minutes(since: float | None, until: float | None, minutes: int) -> None:
    assert present(since, until) == minutes


seconds = st.floats(-20_000, 40_000, allow_nan=False)


@given(seconds, seconds)
def test_as_many_minutes_as_fit_between_the_later_arrival_and_the_earlier_departure(since: float, until: float) -> None:
    arrived, left = (STARTS + timedelta(seconds=each) for each in (since, until))
    counted, minutes = present_minutes(STARTS, ENDS, arrived, left), timedelta(minutes=1)
    within = max(timedelta(0), min(left, ENDS) - max(arrived, STARTS))
    assert counted * minutes <= within < (counted + 1) * minutes
    assert 0 <= counted <= SESSION.scheduled_minutes


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
    assert attendance(240, checked_in_at=arrived, checked_out_at=ENDS).present_minutes == 238
