"""How far another clock is off: only what is certain is told."""

from __future__ import annotations

import pytest

from deploy.watch.clocks import offset


@pytest.mark.parametrize(
    ("said", "before", "after", "coarse", "off"),
    [
        (100.0, 99.9, 100.1, 0.0, 0.0),
        (100.0, 90.0, 100.5, 0.0, 0.0),
        (103.0, 99.9, 100.1, 0.0, 2.9),
        (97.0, 99.9, 100.1, 0.0, -2.9),
        (100.0, 100.8, 100.9, 1.0, 0.0),
        (98.0, 100.8, 100.9, 1.0, -1.8),
    ],
    ids=["the same", "a slow answer", "ahead", "behind", "a date without fractions", "such a date, and behind"],
)
def test_of_all_that_it_may_be_off_the_least(
    said: float, before: float, after: float, coarse: float, off: float
) -> None:
    assert offset(said, before, after, coarse) == pytest.approx(off)
