"""Ids: in the order of time for what we make, the same everywhere for a person."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.ids import new_id, person_id

SECRET = b"a key for tests, 32 bytes or more"


def test_new_ids_are_uuid_version_7_and_ascend() -> None:
    made = [new_id() for _ in range(1000)]
    assert {uuid.version for uuid in made} == {7}
    assert made == sorted(made)
    assert len(set(made)) == 1000


@given(st.text())
def test_a_persons_id_is_a_valid_uuid_version_8(identity: str) -> None:
    made = person_id(SECRET, identity)
    assert (made.version, made.variant) == (8, "specified in RFC 4122")


def test_a_persons_id_is_the_same_in_every_service() -> None:
    assert str(person_id(SECRET, "8171010101900001")) == "e68964cb-8100-83f8-89fb-de64760d37c2"
    assert person_id(SECRET, " 8171010101900001\n") == person_id(SECRET, "8171010101900001")


@pytest.mark.parametrize("other", [(SECRET, "8171010101900002"), (b"another key", "8171010101900001")])
def test_another_person_or_another_secret_gives_another_id(other: tuple[bytes, str]) -> None:
    assert person_id(*other) != person_id(SECRET, "8171010101900001")
