"""Listening: FastStream moves messages from Kafka to `consume`, and a reader that has failed is replaced by a new one.

aiokafka ends a reader's background tasks at an error it did not foresee; from then on it only repeats that error, or
waits for ever, and FastStream goes on asking it. So a reader that fails leaves the group here, and a new one joins.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Collection, Mapping, Sequence
from itertools import chain
from typing import Any

from aiokafka import AIOKafkaConsumer, ConsumerRecord, TopicPartition
from aiokafka.errors import ConsumerStoppedError, KafkaError
from faststream.kafka import KafkaBroker

from shared.messaging import aiokafka_gaps
from shared.messaging.aiokafka_gaps import Place
from shared.messaging.codec import Batch
from shared.messaging.consume import Consumer
from shared.metrics import CONSUMER_FAILURES, CONSUMER_STUCK

log = logging.getLogger(__name__)

_WAIT_MS = 1_000
_JOIN_RETRY_S = 2.0
_LEAVE_S = 60.0


def subscribe(
    broker: KafkaBroker,
    consumer: Consumer,
    topics: Sequence[str],
    options: Mapping[str, Any],
    failed: Callable[[], None],
) -> None:
    """One batch subscriber for all topics; FastStream moves the messages, we read them.

    `failed` is called when its reader cannot go on; FastStream then stops asking it.
    """
    standstill = Standstill()

    async def handle(batch: Batch) -> None:
        await consumer.handle(batch)

    async def next_batch(reader: AIOKafkaConsumer) -> tuple[ConsumerRecord, ...]:
        try:
            aiokafka_gaps.check_background(reader)
            found = await reader.getmany(timeout_ms=_WAIT_MS, max_records=options["max_records"])
        except ConsumerStoppedError:
            raise
        except Exception as error:  # whatever it is, this reader may never read again
            log.exception("reading from Kafka failed, joining anew")
            CONSUMER_FAILURES.inc()
            standstill.failed(aiokafka_gaps.places(reader))
            failed()
            raise ConsumerStoppedError from error
        standstill.passed(found, reader.assignment())
        return tuple(chain.from_iterable(found.values()))

    subscriber: Any = broker.subscriber(*topics, **options)
    # FastStream's own polls briefly and, when nothing came, sleeps as long again: half of what comes to an idle
    # service would wait for the end of that sleep. This one waits in the fetch, which a message ends at once.
    subscriber.get_msg = next_batch
    subscriber(handle)


class Standstill:
    """Counts how often readers failed in a row at the same place: there an operator must look (alert ConsumerStuck)."""

    def __init__(self) -> None:
        self._failures: dict[TopicPartition, tuple[int, int]] = {}

    def failed(self, places: Mapping[TopicPartition, Place]) -> None:
        """A reader failed, and so far it stood at these places. Where nothing waits it was not the cause."""
        for partition, place in places.items():
            if place.lag:
                position, times = self._failures.get(partition, (place.position, 0))
                times = times + 1 if position == place.position else 1
                self._failures[partition] = place.position, times
                CONSUMER_STUCK.labels(partition.topic, partition.partition).set(times)

    def passed(self, partitions: Collection[TopicPartition], assigned: Collection[TopicPartition]) -> None:
        """A reader has read these partitions, of those it is assigned."""
        for partition in [p for p in self._failures if p in partitions or p not in assigned]:
            del self._failures[partition]
            CONSUMER_STUCK.labels(partition.topic, partition.partition).set(0)


async def listen(broker: KafkaBroker, failed: asyncio.Event) -> None:
    """Consumes until cancelled, however long Kafka takes to come, and joins anew each time that `failed` is set.

    Raises what it did not foresee, and TimeoutError as `leave` does.
    """
    while True:
        failed.clear()
        try:
            await broker.start()
            await failed.wait()
        except (KafkaError, OSError) as error:
            log.warning("Kafka is not there yet, retrying", extra={"error": repr(error)})
        await leave(broker)
        await asyncio.sleep(_JOIN_RETRY_S)


async def leave(broker: KafkaBroker) -> None:
    """Stops consuming. A reader that has failed may fail at its end, too: what is left of it is cut off then.

    Raises TimeoutError where it does not end within a minute.
    """
    readers = [getattr(subscriber, "consumer", None) for subscriber in broker.subscribers]
    try:
        async with asyncio.timeout(_LEAVE_S):
            await broker.stop()
    except ExceptionGroup as errors:
        log.warning("a reader failed at its end and is cut off", extra={"error": repr(errors.exceptions[0])})
        for reader in filter(None, readers):
            aiokafka_gaps.cut_off(reader)
