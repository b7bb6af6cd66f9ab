"""Terms: a period has at least a day, and sites and programmes need their scopes."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.agreements.domain.terms import Period, Terms
from services.agreements.errors import terms as errors
from services.agreements.events import Scope
from tests.unit.agreements.builders import DAY, UMBRELLA


@pytest.mark.parametrize(
    ("scopes", "sites", "programmes", "fits"),
    [
        ({"training"}, (), ("las",), True),
        ({"training"}, ("Taman",), (), False),
        ({"community_service"}, ("Taman",), (), True),
        ({"community_service"}, (), ("las",), False),
        ({"training", "community_service"}, ("Taman",), ("las",), True),
        ({"equipment"}, (), (), True),
    ],
)
def test_a2_sites_are_named_for_community_service_and_programmes_for_training(
    scopes: set[Scope], sites: tuple[str, ...], programmes: tuple[str, ...], *, fits: bool
) -> None:
    if fits:
        assert Terms(frozenset(scopes), UMBRELLA.period, frozenset(sites), frozenset(programmes))
        return
    with pytest.raises(errors.CoverageOutsideScope):
        Terms(frozenset(scopes), UMBRELLA.period, frozenset(sites), frozenset(programmes))


days = st.dates(date(2020, 1, 1), date(2040, 1, 1))


@given(days, days)
def test_a_period_has_at_least_a_day(first: date, last: date) -> None:
    if last >= first:
        assert Period(first, last).starts_on == first
        return
    with pytest.raises(errors.PeriodReversed, match=f"{last}, before it starts on {first}"):
        Period(first, last)


@given(days, st.integers(0, 500), st.integers(-500, 500), st.integers(0, 500))
def test_a_period_covers_another_when_both_its_ends_do(start: date, length: int, offset: int, other: int) -> None:
    outer = Period(start, start + length * DAY)
    inner = Period(start + offset * DAY, start + (offset + other) * DAY)
    assert outer.covers(inner) == (offset >= 0 and offset + other <= length)
    assert outer.covers(outer)
