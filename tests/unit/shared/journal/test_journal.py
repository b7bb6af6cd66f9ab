"""What a fact says in 32 bytes: the same content always, any other content never."""

from __future__ import annotations

import hashlib
import json
import random
from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from uuid import UUID

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from shared.journal.chain import digest, stored_digest
from shared.messaging.envelope import rfc3339

NOW = datetime(2026, 2, 9, 1, 2, 3, 456789, tzinfo=UTC)
FACT: dict[str, Any] = {
    "event_id": UUID(int=1),
    "type_": "tiny.thing.marked",
    "key": "k",
    "actor": "user-1",
    "occurred_at": NOW,
    "data": {"a": 1, "b": ["x", None, True]},
    "internal": None,
}


def fact_of(
    event_id: UUID, type_: str, key: str, actor: str, occurred_at: datetime, data: Any, internal: Any
) -> tuple[str, str, str, str, str, str, str | None]:
    """The fact as the journal hands it on."""
    inner = None if internal is None else rfc8785.dumps(internal).decode()
    return str(event_id), type_, key, actor, rfc3339(occurred_at), rfc8785.dumps(data).decode(), inner


values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=10,
)


@given(st.dictionaries(st.text(), values, max_size=5), st.randoms(use_true_random=False))
def test_the_order_of_keys_and_the_formatting_of_json_do_not_matter(
    data: dict[str, Any], chance: random.Random
) -> None:
    shuffled = list(data.items())
    chance.shuffle(shuffled)
    reformatted = json.loads(json.dumps(dict(shuffled), indent=3, ensure_ascii=chance.random() < 0.5))
    assert digest(*fact_of(**FACT | {"data": data})) == digest(*fact_of(**FACT | {"data": reformatted}))


def test_the_canonical_json_is_that_of_rfc_8785() -> None:
    canonical = (
        b'{"actor":"user-1","data":{"a":1,"b":["x",null,true]},"id":"00000000-0000-0000-0000-000000000001",'
        b'"internal":null,"key":"k","occurred_at":"2026-02-09T01:02:03.456789Z","type":"tiny.thing.marked"}'
    )
    assert digest(*fact_of(**FACT)) == hashlib.sha256(canonical).digest()


@pytest.mark.parametrize("offset", [-5, 0, 9])
def test_the_offset_in_which_a_moment_is_given_does_not_matter(offset: int) -> None:
    elsewhere = NOW.astimezone(timezone(timedelta(hours=offset)))
    assert digest(*fact_of(**FACT | {"occurred_at": elsewhere})) == digest(*fact_of(**FACT))


@pytest.mark.parametrize(
    "change",
    [
        {"event_id": UUID(int=2)},
        {"type_": "tiny.thing.unmarked"},
        {"key": "l"},
        {"actor": "user-2"},
        {"occurred_at": NOW + timedelta(microseconds=1)},
        {"data": {"a": 2, "b": ["x", None, True]}},
        {"data": {"a": 1, "b": [None, "x", True]}},
        {"data": {"a": "1", "b": ["x", None, True]}},
        {"internal": {}},
        {"internal": {"person_id": "x"}},
    ],
    ids=str,
)
def test_any_other_content_has_another_digest(change: dict[str, Any]) -> None:
    assert digest(*fact_of(**FACT | change)) != digest(*fact_of(**FACT))


STORABLE = st.text(st.characters(exclude_categories=["Cs"]))
"""Whatever UTF-8 can say. A lone surrogate it cannot, so that such a text never becomes a fact."""


@given(
    STORABLE,
    STORABLE,
    STORABLE,
    st.dictionaries(STORABLE, values, max_size=4),
    st.none() | st.dictionaries(STORABLE, values, max_size=2),
    st.datetimes(timezones=st.just(UTC)),
)
def test_the_digest_is_that_of_the_canonical_json_of_the_whole_fact(
    type_: str, key: str, actor: str, data: dict[str, Any], internal: dict[str, Any] | None, occurred_at: datetime
) -> None:
    id_, when = str(UUID(int=1)), rfc3339(occurred_at)
    whole = {"id": id_, "type": type_, "key": key, "actor": actor, "occurred_at": when}
    expected = hashlib.sha256(rfc8785.dumps({**whole, "data": data, "internal": internal})).digest()
    recorded = fact_of(UUID(int=1), type_, key, actor, occurred_at, data, internal)
    assert digest(*recorded) == expected
    row = dict(zip(("event_id", "type", "key", "actor", "occurred_at", "data", "internal"), recorded, strict=True))
    assert stored_digest({**row, "occurred_at": occurred_at}) == expected


@pytest.mark.parametrize("change", [{"actor": "\ud800"}, {"key": "a\udfff"}, {"data": {"a": "\ud83d"}}], ids=ascii)
def test_a_lone_surrogate_never_becomes_a_fact(change: dict[str, Any]) -> None:
    with pytest.raises((ValueError, TypeError), match="UTF-8"):
        digest(*fact_of(**FACT | change))
