"""When an alarm is due: at local midnight after the day, or when the PKS is in force (again)."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.agreements.domain.deadlines import Milestone, alarm_at, ended_on
from shared.clock import midnight
from tests.unit.agreements.builders import at

DUE = date(2026, 6, 30)
MIDNIGHT = midnight(date(2026, 7, 1))


def history(*steps: tuple[str, datetime]) -> list[Milestone]:
    return [Milestone(verb, moment) for verb, moment in steps]  # type: ignore[arg-type]


MAY, JUNE, JULY, AUGUST = (at(f"2026-0{month}-15") for month in (5, 6, 7, 8))


@pytest.mark.parametrize(
    ("steps", "moment"),
    [
        ([], None),
        ([("activated", MAY)], MIDNIGHT),
        ([("activated", JULY)], JULY),
        ([("activated", MAY), ("suspended", JUNE)], None),
        ([("activated", MAY), ("suspended", JUNE), ("resumed", JUNE + timedelta(days=1))], MIDNIGHT),
        ([("activated", MAY), ("suspended", JUNE), ("resumed", AUGUST)], AUGUST),
        ([("activated", MAY), ("suspended", JULY)], MIDNIGHT),
        ([("activated", MAY), ("suspended", JULY), ("resumed", AUGUST)], MIDNIGHT),
        ([("activated", MAY), ("terminated", JUNE)], None),
        ([("activated", MAY), ("terminated", JULY)], MIDNIGHT),
        ([("activated", MAY), ("expired", MIDNIGHT)], MIDNIGHT),
        ([("activated", MAY), ("expired", MIDNIGHT - timedelta(seconds=1))], None),
        ([("activated", MAY), ("suspended", JUNE), ("expired", AUGUST)], None),
    ],
)
def test_an_alarm_is_due(steps: list[tuple[str, datetime]], moment: datetime | None) -> None:
    assert alarm_at(DUE, history(*steps)) == moment


@pytest.mark.parametrize(
    ("steps", "day"),
    [
        ([], None),
        ([("activated", MAY)], None),
        ([("activated", MAY), ("suspended", JUNE)], None),
        ([("activated", MAY), ("expired", MIDNIGHT)], DUE),
        ([("activated", MAY), ("terminated", MIDNIGHT + timedelta(hours=9))], date(2026, 7, 1)),
    ],
)
def test_the_last_day_is_the_one_before_the_midnight_of_the_end(steps: list[Any], day: date | None) -> None:
    assert ended_on(history(*steps)) == day


@given(st.lists(st.integers(0, 365 * 24), min_size=1, max_size=9, unique=True))
def test_an_alarm_never_falls_before_its_day_nor_into_a_rest(hours: list[int]) -> None:
    moments = [at("2026-01-01") + timedelta(hours=n) for n in sorted(hours)]
    verbs = ["activated" if n == 0 else ("resumed", "suspended")[n % 2] for n in range(len(moments))]
    steps = history(*zip(verbs, moments, strict=True))
    found = alarm_at(DUE, steps)
    if found is None:
        assert len(steps) % 2 == 0, "in force to this day, it will be alarmed some time"
        return
    assert found >= MIDNIGHT
    assert not any(before.verb == "suspended" and before.at < found < after.at for before, after in pairwise(steps))
