"""Two writers, one text: the fast one and that of RFC 8785."""

from __future__ import annotations

from typing import Any

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from shared.journal.canonical import canonical

VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6), inner, max_size=4),
    max_leaves=12,
)


@given(st.dictionaries(st.text(max_size=6), VALUES, max_size=6))
def test_every_text_is_that_of_rfc_8785(data: dict[str, Any]) -> None:
    assert canonical(data) == rfc8785.dumps(data).decode()


@pytest.mark.parametrize("name", ["\u20ac", "\ufb33", "\U0001f600", "\u00f6"])
def test_names_are_in_the_order_of_utf_16(name: str) -> None:
    data = {name: 1, "\ufb33": 2, "a": 3}
    assert canonical(data) == rfc8785.dumps(data).decode()


@pytest.mark.parametrize("number", [2**53, -(2**53), 10**30])
def test_a_number_that_readers_would_round_is_refused(number: int) -> None:
    with pytest.raises(rfc8785.IntegerDomainError):
        canonical({"n": number})


def test_the_data_of_our_facts_goes_the_fast_way(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rfc8785, "dumps", None)
    data = {"b": [1, None, True, {"z": "\u0001\u00e9"}], "a": "x"}
    assert canonical(data) == '{"a":"x","b":[1,null,true,{"z":"\\u0001\u00e9"}]}'
