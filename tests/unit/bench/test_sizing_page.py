"""docs/sizing.md says what the stored figures say."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.bench.sizing import facts_of_a_sentence
from tests.bench.sizing_page import FIGURES, PAGE, a_day, page, size

STORED: dict[str, Any] = json.loads(FIGURES.read_text())


def test_page_and_stored_figures_agree() -> None:
    assert PAGE.read_text() == page(STORED), "python -m tests.bench.sizing --page"


def test_another_measurement_is_another_page() -> None:
    kinds = STORED["kinds"]
    slower = STORED | {"kinds": kinds | {"page": kinds["page"] | {"per_second": 1.25}}}
    assert "| 1.2 | 18,000 |" in page(slower)
    assert page(slower) != page(STORED)


@pytest.mark.parametrize(("per_second", "day"), [(1.0, 14_000), (0.1, 1_400), (74.167, 1_100_000)])
def test_a_day_has_two_figures(per_second: float, day: int) -> None:
    assert a_day({"per_second": per_second}) == day


def test_sizes_are_readable() -> None:
    assert [size(999_400_000), size(1e9), size(1234e9)] == ["999 MB", "1.0 GB", "1,234.0 GB"]


def test_the_facts_of_a_sentence_come_from_the_story() -> None:
    assert facts_of_a_sentence() == STORED["facts_of_a_sentence"] > 10
