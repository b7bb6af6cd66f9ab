"""What stays flat over ten minutes, and what grows."""

from __future__ import annotations

import math
from collections.abc import Callable

import pytest

from tests.bench.flat import LAG, MEMORY, OUTBOX, Growth, Limit

MINUTES = 10


def over(limit: Limit, value: Callable[[float], float]) -> Growth:
    """`value` of the minute, sampled every two seconds, with some noise."""
    samples = [(2.0 * n, value(n / 30) + math.sin(n * 12.9898) * 0.3) for n in range(MINUTES * 30 + 1)]
    return limit.of("it", samples)


@pytest.mark.parametrize(
    "value",
    [
        pytest.param(lambda _: 120.0, id="constant"),
        pytest.param(lambda minute: 120 - minute, id="falling"),
        pytest.param(lambda minute: 120 + 40 * (1 - math.exp(-2 * minute)), id="warming up"),
        pytest.param(lambda minute: 100 if minute < 5.8 else 130, id="one step, then constant"),
        pytest.param(lambda minute: 120 + 0.1 * minute, id="slower than the limit"),
    ],
)
def test_flat(value: Callable[[float], float]) -> None:
    assert over(MEMORY, value).share <= 1


@pytest.mark.parametrize(
    ("limit", "value"),
    [
        pytest.param(MEMORY, lambda minute: 120 + minute, id="memory leaks a megabyte a minute"),
        pytest.param(MEMORY, lambda minute: 120 + max(0.0, minute - 6) * 4, id="memory leaks late"),
        pytest.param(LAG, lambda minute: 60 * minute, id="one message in twenty is not handled"),
        pytest.param(OUTBOX, lambda minute: 12 * minute, id="one fact in a hundred is not sent"),
    ],
)
def test_growing(limit: Limit, value: Callable[[float], float]) -> None:
    assert over(limit, value).share > 1


def test_what_it_says() -> None:
    said = str(over(MEMORY, lambda minute: 120 + minute))
    assert "it 120 to 130 MB (+0.98, then +0.99 a minute; 2.0" in said
