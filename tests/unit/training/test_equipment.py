"""The asset register: one key per number, and what counts as a damage."""

from __future__ import annotations

import pytest

from services.training.domain import equipment
from services.training.rules import RULES
from tests.unit.training.cases import TODAY

RULES_NOW = RULES.on(TODAY).equipment


@pytest.mark.parametrize("written", ["A-1", "a-1", " A - 1 ", "\uff21-1", "A\u200b-1"])
def test_what_looks_the_same_is_one_number(written: str) -> None:
    assert equipment.number_key(written) == "a-1"


def test_points_make_another_number() -> None:
    assert equipment.number_key("1.12") != equipment.number_key("11.2")


@pytest.mark.parametrize(
    ("before", "after", "damaged"),
    [
        ("good", "good", False),
        ("good", "worn", False),
        ("worn", "damaged", True),
        ("damaged", "damaged", False),
        ("damaged", "unusable", True),
        ("unusable", "damaged", False),
    ],
)
def test_a_damage_is_worse_than_before_and_no_wear(before: str, after: str, damaged: bool) -> None:
    assert equipment.is_damage(before, after, RULES_NOW) is damaged


def test_the_scale_of_conditions_is_whole() -> None:
    assert RULES_NOW.lendable < set(RULES_NOW.conditions)
    assert RULES_NOW.damaged_from in RULES_NOW.conditions
    assert RULES_NOW.damaged_from not in RULES_NOW.lendable
    assert all(unit == unit.casefold() for unit in RULES_NOW.units_of_no_item)
