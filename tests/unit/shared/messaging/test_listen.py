"""A reader that fails twice at the same place is seen by an operator; one that goes on is not."""

from __future__ import annotations

from aiokafka import TopicPartition
from prometheus_client import REGISTRY

from shared.messaging.aiokafka_gaps import Place
from shared.messaging.listen import Standstill

A, B = TopicPartition("standstill", 0), TopicPartition("standstill", 1)


def stuck(partition: TopicPartition) -> float | None:
    labels = {"topic": partition.topic, "partition": str(partition.partition)}
    return REGISTRY.get_sample_value("masohi_consumer_stuck", labels)


def test_failures_at_the_same_place_are_counted_until_it_is_passed() -> None:
    standstill = Standstill()
    standstill.failed({A: Place(7, lag=3), B: Place(1, lag=0)})
    assert (stuck(A), stuck(B)) == (1, None), "where nothing waits nothing can be the cause"
    standstill.passed([B], [A, B])
    standstill.failed({A: Place(7, lag=9)})
    assert stuck(A) == 2
    standstill.failed({A: Place(8, lag=8)})
    assert stuck(A) == 1, "it has moved"
    standstill.passed([A], [A, B])
    assert stuck(A) == 0
    standstill.failed({A: Place(8, lag=8)})
    assert stuck(A) == 1


def test_a_partition_that_another_replica_has_taken_over_is_not_ours_to_report() -> None:
    standstill = Standstill()
    standstill.failed({A: Place(7, lag=3)})
    standstill.passed([], [B])
    assert stuck(A) == 0
