"""Spellings of one number, and the order of two."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from services.community_service.domain.verdicts_numbers import comparable, key, parts
from shared.texts import canonical

NUMBER = "12/Pid.B/2026/PN Amb"
SPELLINGS = [
    NUMBER,
    NUMBER.upper(),
    NUMBER.lower(),
    f"  {NUMBER} ",
    NUMBER.replace(" ", "  "),
    NUMBER.replace(" ", "\u00a0"),
    NUMBER.replace(" ", "\u2009"),
    NUMBER.replace("/", " / "),
    NUMBER.replace("2026", "20\u200b26"),
    NUMBER.replace("2026", "\uff12\uff10\uff12\uff16"),
    "\ufeff" + NUMBER,
    NUMBER.replace("Pid", "P\u00adid"),
    NUMBER.replace("PN Amb", "PN.Amb"),
    NUMBER.replace("PN Amb", "PN-Amb"),
    f"0{NUMBER}",
    NUMBER.replace("/", "\u2215"),
    NUMBER.replace("PN Amb", "PN\u2028Amb"),
    NUMBER.replace("Pid", "P\u034fid"),
    NUMBER.replace("Pid", "Pid\ufe0f"),
    NUMBER.replace("Pid", "P\u2800id"),
]
OTHERS = ["13/Pid.B/2026/PN Amb", "12/Pid.B/2025/PN Amb", "12/Pid.C/2026/PN Amb", "1/2Pid.B/2026/PN Amb"]
FOLDED = [("1 2", "12"), ("20 26", "2026"), ("1/2", "12"), ("1-2/A", "12/A")]
"""What would be one number if all between two figures were left out."""


@pytest.mark.parametrize("spelling", SPELLINGS, ids=ascii)
def test_every_spelling_is_the_same_number(spelling: str) -> None:
    assert key(spelling) == key(NUMBER)


@pytest.mark.parametrize("other", OTHERS)
def test_another_number_is_another(other: str) -> None:
    assert key(other) != key(NUMBER)


@pytest.mark.parametrize(("one", "other"), FOLDED)
def test_what_stands_between_two_figures_counts(one: str, other: str) -> None:
    assert key(one) != key(other)


def test_two_ways_to_write_one_letter_are_one() -> None:
    assert canonical("Ame\u0301lie") == canonical("Am\u00e9lie")


@given(st.text())
@example("O\u00a8")
def test_a_key_is_its_own_key(text: str) -> None:
    assert key(key(text)) == key(text)
    assert canonical(canonical(text)) == canonical(text)


@pytest.mark.parametrize(
    ("earlier", "later"),
    [
        ("9/Pid/2026/PT Amb", "10/Pid/2026/PT Amb"),
        ("9/PID/2026/PT AMB", "10/Pid/2026/PT Amb"),
        ("99/Pid.Sus/2026/PT Amb", "100/Pid.Sus/2026/PT Amb"),
        ("A9", "A10"),
        ("09", "10"),
    ],
)
def test_numbers_of_one_series_are_ordered_as_numbers(earlier: str, later: str) -> None:
    assert comparable(parts(earlier), parts(later))
    assert parts(earlier) < parts(later)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("9/Pid/2026/PT Amb", "7 K/Pid/2026"),
        ("9/Pid/2026/PT Amb", "10/Pid/2025/PT Amb"),
        ("9/Pid/2026/PT Amb", "9/Pid/2026/PN Amb"),
        ("A1", "R1"),
        ("9", "9a"),
        ("9", "09"),
    ],
)
def test_numbers_of_two_series_have_no_order(one: str, other: str) -> None:
    assert not comparable(parts(one), parts(other))
