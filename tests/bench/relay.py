"""The relay draining 100,000 facts, and a bare producer that has the same messages in memory."""

from __future__ import annotations

import asyncio
import gc
import time

from aiokafka.partitioner import DefaultPartitioner

from shared.messaging import kafka
from tests.bench.journal import Filled, filled
from tests.bench.measure import interleave
from tests.bench.organisations import COUNT
from tests.bench.rig import Rig
from tests.bench.table import Measured, Row
from tests.bench.yardsticks import BARE_PRODUCER

ROW = Row(
    *("relay", "relay, draining 100,000 facts, order kept per key"),
    *("bare aiokafka producer, same bytes", "0.63-0.75", 0.65, 0.8),
)
FACTS = 100_000


async def measure(rig: Rig) -> Measured:
    journal = await filled(rig, FACTS // COUNT)
    messages = await _messages(journal)
    gc.collect()
    gc.freeze()

    async def ours() -> float:
        return await journal.drain(rig, FACTS)

    async def theirs() -> float:
        producer = kafka.producer(rig.kafka, "bench-bare", DefaultPartitioner())
        await producer.start()
        began = time.perf_counter()
        await asyncio.gather(*[await producer.send(*message) for message in messages])
        seconds = time.perf_counter() - began
        await producer.stop()
        return FACTS / seconds

    await ours()
    pairs = await interleave(ours, theirs, BARE_PRODUCER)
    gc.unfreeze()
    await journal.admin.close()
    return Measured(
        pairs.ratio,
        pairs.raw("relay", "bare", "facts/s"),
        "Relay.drain on a full outbox of 1,000 keys; bare: the same keys, headers and data, read beforehand, sent one"
        " by one with the same producer options, but aiokafka's own partitioner, and awaited at the end. Apache Kafka,"
        " 6 partitions.",
    )


async def _messages(journal: Filled) -> list[tuple[object, ...]]:
    """What the relay would send, in its order."""
    rows = await journal.admin.fetch(
        "select position, event_id, type, topic, internal_topic, key, sequence, internal_sequence, data::text,"
        " internal::text, occurred_at, correlation_id, causation_id, traceparent from journal order by position"
    )
    return [message for row in rows for message in journal.relay._messages(row)]
