"""Expiry notices: how many days are left, and nothing else changes."""

from __future__ import annotations

import pytest

from services.agreements.domain.expiry_notices import give_expiry_notice
from services.agreements.domain.results import Timing
from tests.unit.agreements.builders import FIGURES, TODAY, UMBRELLA, in_state

RUNNING = in_state(UMBRELLA, "in_force")


@pytest.mark.parametrize("days", FIGURES.expiry_notices.days_before)
def test_a_notice_before_expiry_says_how_many_days_are_left_and_changes_nothing(days: int) -> None:
    after, (fact,) = give_expiry_notice(RUNNING, days, Timing(TODAY, late=True))
    assert after == RUNNING
    assert fact.public()["days"] == days
    assert (fact.public()["state"], fact.public()["late"]) == ("in_force", True)


def test_notices_are_90_30_and_7_days_before_the_last_day() -> None:
    assert FIGURES.expiry_notices.days_before == (90, 30, 7)
