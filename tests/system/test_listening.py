"""A reader of Kafka whose background tasks have ended is replaced, and what came meanwhile is handled."""

from __future__ import annotations

import asyncio
import contextlib
import gc
from collections.abc import AsyncIterator, Callable
from typing import Any, cast

import pytest
from aiokafka import AIOKafkaConsumer
from prometheus_client import REGISTRY

from shared.ids import new_id
from shared.messaging import kafka
from shared.messaging.codec import Batch
from shared.messaging.listen import leave, listen, subscribe
from tests.support.world import World, until

TOPIC = "tester.listening.v1"
HEADERS = [("ce_specversion", b"1.0")]


class Heard:
    """In the place of `consume.Consumer`: remembers what it was given."""

    def __init__(self) -> None:
        self.values: list[bytes | None] = []

    async def handle(self, messages: Batch) -> None:
        self.values += [message.record.value for message in messages]


class Listening:
    def __init__(self, world: World) -> None:
        self.world, self.heard, self.failed = world, Heard(), asyncio.Event()
        self.broker = kafka.broker(world.stack.kafka_settings, "tester")
        options = kafka.subscriber_options(world.stack.kafka_settings, f"tester.{new_id()}", None)
        subscribe(self.broker, self.heard, [TOPIC], options, self.failed.set)  # type: ignore[arg-type]

    @property
    def reader(self) -> AIOKafkaConsumer | None:
        (subscriber,) = self.broker.subscribers
        return subscriber.consumer  # type: ignore[attr-defined]

    async def hears(self) -> None:
        """Sends one message and waits until it was taken once."""
        value = str(new_id()).encode()
        await self.world.publish(TOPIC, value, HEADERS)

        async def times() -> int:
            return self.heard.values.count(value)

        await until(times, 1, 60, "what was sent is heard")


@pytest.fixture
async def listening(world: World) -> AsyncIterator[Listening]:
    await kafka.ensure_topics(world.stack.kafka_settings, [TOPIC], partitions=1, replication=1)
    it = Listening(world)
    task = asyncio.create_task(listen(it.broker, it.failed))
    try:
        await it.hears()
        yield it
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
        await leave(it.broker)
        gc.collect()  # the tasks that were made to fail complain now, not in the middle of another test


async def end_coordinator(reader: Any) -> None:
    """As it ended in the field: an error that aiokafka does not foresee, while it looks for its coordinator."""

    async def unforeseen() -> None:
        raise RuntimeError("the handler is closed")

    reader._coordinator.ensure_coordinator_known = unforeseen
    reader._coordinator.request_rejoin()
    await asyncio.wait([reader._coordinator._coordination_task], timeout=10)


async def end_fetcher(reader: Any) -> None:
    async def unforeseen(*_: Any) -> None:
        raise RuntimeError("the handler is closed")

    reader._fetcher._proc_fetch_request = unforeseen
    await asyncio.wait([reader._fetcher._fetch_task], timeout=10)


async def end_metadata(reader: Any) -> None:
    async def unforeseen(*_: Any) -> None:
        raise RuntimeError("the handler is closed")

    reader._client._metadata_update = unforeseen
    reader._client.force_metadata_update()
    await asyncio.wait([reader._client._sync_task], timeout=10)


@pytest.mark.parametrize("end", [end_coordinator, end_fetcher, end_metadata])
async def test_a_reader_that_has_ended_is_replaced(listening: Listening, end: Callable[[Any], Any]) -> None:
    before, reader = failures(), cast("Any", listening.reader)
    await end(reader)

    async def replaced() -> bool:
        return listening.reader not in (None, reader)

    await until(replaced, True, 30, "a new reader has taken its place")
    await listening.hears()
    assert failures() == before + 1
    assert all(task.done() for task in (reader._fetcher._fetch_task, reader._client._sync_task) if task)
    assert not [connection for connection in reader._client._conns.values() if connection.connected()]


def failures() -> float:
    return REGISTRY.get_sample_value("masohi_consumer_failures_total") or 0.0
