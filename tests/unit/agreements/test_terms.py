"""Terms: a period has at least a day, and sites and programmes need their scopes."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.agreements.domain.terms import Terms, period
from services.agreements.errors import terms as errors
from services.agreements.events import Scope
from shared.periods import Period
from tests.unit.agreements.builders import UMBRELLA


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
        assert period(first, last) == Period(first, last)
        return
    with pytest.raises(errors.PeriodReversed, match=f"{last}, before it starts on {first}"):
        period(first, last)
