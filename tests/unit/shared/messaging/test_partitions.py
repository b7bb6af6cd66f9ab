"""A key goes where every other client of Kafka would send it."""

from __future__ import annotations

from uuid import UUID

import pytest
from aiokafka.partitioner import DefaultPartitioner

from shared.messaging.partitions import partition_of


@pytest.mark.parametrize("count", [1, 6, 7, 50])
def test_a_key_goes_where_aiokafka_sends_it(count: int) -> None:
    every = list(range(100, 100 + count))
    keys = [str(UUID(int=number**9)).encode() for number in range(500)] + [b"", b"a", "Ambón".encode()]
    for key in keys * 2:  # also when it is remembered
        assert partition_of(key, every, []) == DefaultPartitioner()(key, every, [])


def test_a_key_that_is_remembered_follows_the_number_of_partitions() -> None:
    places = {partition_of(b"42", list(range(count)), []) for count in range(1, 50)}
    assert places == {DefaultPartitioner()(b"42", list(range(count)), []) for count in range(1, 50)}
    assert len(places) > 1


def test_without_a_key_any_partition_that_is_available_will_do() -> None:
    assert {partition_of(None, [0, 1, 2], [1, 2]) for _ in range(50)} == {1, 2}
