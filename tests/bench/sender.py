"""The bare producer of the latency row: `python -m tests.bench.sender BROKERS PROFILE PREFIX COUNT PER_SECOND`."""

from __future__ import annotations

import asyncio
import random
import sys
import time
from datetime import UTC, datetime
from itertools import count

import orjson
import uvloop
from aiokafka import AIOKafkaProducer

from shared.messaging import kafka
from shared.messaging.envelope import Envelope
from shared.settings import KafkaSettings
from tests.bench.bare import JOINING, TOPIC
from tests.bench.organisations import COUNT, fact
from tests.support.envelopes import kafka_headers


async def main(settings: KafkaSettings, prefix: str, messages: int, per_second: float) -> None:
    """Sends until its input is closed, then `messages` at an even pace, whose correlation ids are their numbers."""
    producer = kafka.producer(settings, "bench-bare")
    await producer.start()
    joined = asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)
    for number in count(1):
        if joined.done():
            break
        await _send(producer, f"{prefix}{JOINING}{number}")
        await asyncio.sleep(0.1)
    began = time.perf_counter()
    for number in range(1, messages + 1):
        await _send(producer, f"{prefix}{number}")
        await asyncio.sleep(max(0.0, began + number / per_second - time.perf_counter()))
    await producer.stop()


async def _send(producer: AIOKafkaProducer, name: str) -> None:
    """The time of a message is when it was handed to the producer."""
    event = fact(random.randint(1, COUNT))
    envelope = Envelope(
        *(name, "/agreements", event.type, datetime.now(UTC), b""), subject=event.key, correlationid=name
    )
    await producer.send(TOPIC, orjson.dumps(event.public()), event.key.encode(), headers=kafka_headers(envelope))


if __name__ == "__main__":
    brokers, profile, prefix, messages, per_second = sys.argv[1:]
    settings = KafkaSettings.model_validate({"bootstrap_servers": brokers, "profile": profile})
    uvloop.run(main(settings, prefix, int(messages), float(per_second)))
