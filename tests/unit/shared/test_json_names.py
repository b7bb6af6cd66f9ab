"""An object that says a name twice says two things."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.json_names import NameTwice, need_names_once


@pytest.mark.parametrize(
    "raw",
    [
        b'{"hours": 60, "hours": 600}',
        b'{"a": [{"hours": 60, "hours": 60}]}',
        b'{"hours": 60, "\\u0068ours": 600}',
    ],
)
def test_a_name_that_is_there_twice_is_refused(raw: bytes) -> None:
    with pytest.raises(NameTwice, match="twice") as refused:
        need_names_once(raw)
    assert refused.value.name == "hours"


@pytest.mark.parametrize(
    "raw",
    [b"", b"{", b"[" * 100_000, b"\xff", b"9" * 5_000, b'{"a": {"x": 1}, "b": {"x": 1}}', b'[{"x": 1}, {"x": 1}]'],
)
def test_what_says_each_name_once_or_is_no_json_passes(raw: bytes) -> None:
    need_names_once(raw)


@given(st.binary())
def test_nothing_else_is_raised(raw: bytes) -> None:
    with contextlib.suppress(NameTwice):
        need_names_once(raw)
