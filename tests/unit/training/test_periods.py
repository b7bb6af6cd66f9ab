"""Periods of whole days."""

from __future__ import annotations

from datetime import date

import pytest

from services.training.domain.periods import Period
from services.training.errors.programmes import PeriodReversed


def test_a_period_does_not_end_before_it_starts() -> None:
    with pytest.raises(PeriodReversed):
        Period(date(2026, 2, 2), date(2026, 2, 1))
