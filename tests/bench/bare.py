"""The bare reader of the latency rows: it counts nothing before it has joined."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Collection
from typing import Any, Protocol

from aiokafka import TopicPartition

from shared.messaging.cloudevents import from_kafka
from tests.bench.yardsticks import NotMeasured

PARTITIONS, JOIN_S = 6, 60.0
TOPIC = "masohi.bare.v1"
"""Of the bare messages alone: the agreements service would look for them in its journal, and its listener take them."""
JOINING = "joining-"
"""Begins the number of a message that is sent before the reader has joined, and is not counted."""


class Reader(Protocol):
    """What is needed of aiokafka's consumer."""

    def assignment(self) -> Collection[TopicPartition]: ...
    async def seek_to_end(self) -> object: ...
    async def position(self, partition: TopicPartition) -> int: ...
    async def getone(self) -> Any: ...


async def joined(consumer: Reader, prefix: str) -> None:
    """Until the reader has every partition, has found its end, and has seen a message of this sender."""
    try:
        async with asyncio.timeout(JOIN_S):
            while len(consumer.assignment()) < PARTITIONS:
                await asyncio.sleep(0.05)
            await consumer.seek_to_end()
            for partition in consumer.assignment():
                await consumer.position(partition)
            while not _correlation(await consumer.getone()).startswith(f"{prefix}{JOINING}"):
                pass
    except TimeoutError:
        raise NotMeasured(f"the bare reader has not joined within {JOIN_S} s") from None


async def delays(consumer: Reader, prefix: str, messages: int, within_s: float) -> list[float]:
    """Milliseconds of each message that counts, in the order of their arrival."""
    took = list[float]()
    async with asyncio.timeout(within_s):
        while len(took) < messages:
            message = await consumer.getone()
            arrived, envelope = time.time(), from_kafka(message.value, message.headers)
            name = envelope.correlationid or ""
            if name.startswith(prefix) and JOINING not in name and envelope.time is not None:
                took.append((arrived - envelope.time.timestamp()) * 1000)
    return took


def _correlation(message: Any) -> str:
    return from_kafka(message.value, message.headers).correlationid or ""
