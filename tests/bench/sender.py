"""The bare producer of the latency row: `python -m tests.bench.sender BROKERS PROFILE PREFIX COUNT PER_SECOND`."""

from __future__ import annotations

import asyncio
import random
import sys
import time
from datetime import UTC, datetime

import orjson
import uvloop

from shared.messaging import kafka
from shared.messaging.envelope import Envelope
from shared.settings import KafkaSettings
from tests.bench.organisations import COUNT, TOPIC, fact
from tests.support.envelopes import kafka_headers


async def main(settings: KafkaSettings, prefix: str, messages: int, per_second: float) -> None:
    """Sends at an even pace; the time of each is when it was handed to the producer, its correlation id its number."""
    producer = kafka.producer(settings, "bench-bare")
    await producer.start()
    began = time.perf_counter()
    for number in range(1, messages + 1):
        event, name = fact(random.randint(1, COUNT)), f"{prefix}{number}"
        envelope = Envelope(
            *(name, "/agreements", event.type, datetime.now(UTC), b""), subject=event.key, correlationid=name
        )
        await producer.send(TOPIC, orjson.dumps(event.public()), event.key.encode(), headers=kafka_headers(envelope))
        await asyncio.sleep(max(0.0, began + number / per_second - time.perf_counter()))
    await producer.stop()


if __name__ == "__main__":
    brokers, profile, prefix, messages, per_second = sys.argv[1:]
    settings = KafkaSettings.model_validate({"bootstrap_servers": brokers, "profile": profile})
    uvloop.run(main(settings, prefix, int(messages), float(per_second)))
