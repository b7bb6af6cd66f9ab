"""A consumer with inbox and state taking batches, and a bare loop that sends the same SQL in the same batches."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import orjson
from aiokafka import ConsumerRecord, TopicPartition

from shared.messaging import consumed, kafka
from shared.messaging.consume import Subscriptions
from shared.messaging.inbox import _CLAIM
from shared.postgres.pool import transaction
from tests.bench.backlog import MESSAGES, Backlog, Progress, Told, backlog
from tests.bench.listening import STATE, keep, listening
from tests.bench.measure import interleave
from tests.bench.rig import Rig
from tests.bench.table import Measured, Row
from tests.bench.yardsticks import BARE_LOOP

ROW = Row(
    *("consumer", "consumer with inbox and state, batches"),
    *("bare getmany loop, same SQL in batches", "0.64", 0.7, 0.85),
)


async def measure(rig: Rig) -> Measured:
    log = await backlog(rig)
    pairs = await interleave(lambda: take(log, MESSAGES), lambda: _bare(log), BARE_LOOP)
    await log.close()
    return Measured(
        pairs.ratio,
        pairs.raw("ours", "bare", "messages/s"),
        f"{MESSAGES:,} messages on 6 partitions through FastStream, Consumer and a handler with one statement; bare:"
        " getmany of up to 500, one transaction with the same claim and the same statement per message, then offsets.",
    )


async def take(log: Backlog, messages: int, **options: object) -> float:
    """Messages per second of a service's consuming side, from its first commit to the last."""
    await log.forget()
    progress = Progress(messages)

    async def handle(*heard: object) -> None:
        await keep(*heard)  # type: ignore[arg-type]
        progress.taken += 1

    subscriptions = Subscriptions({Told: handle})
    async with listening(log.kafka, log.pool, log.group(), subscriptions, progress.committed, **options):
        return await progress.rate()


async def _bare(log: Backlog) -> float:
    await log.forget()
    progress = Progress(MESSAGES)
    options = kafka.subscriber_options(log.kafka, log.group(), None)
    consumer = kafka.consumer(
        log.kafka,
        Told.topic,
        group_id=options["group_id"],
        enable_auto_commit=False,
        max_partition_fetch_bytes=options["max_partition_fetch_bytes"],
    )
    await consumer.start()
    try:
        while not progress.done.is_set():
            batches = await consumer.getmany(timeout_ms=1_000, max_records=options["max_records"])
            if batches:
                progress.taken += await _in_one_transaction(log, batches)
                await consumer.commit()
                progress.committed()
        return await progress.rate()
    finally:
        await consumer.stop()


async def _in_one_transaction(log: Backlog, batches: Mapping[TopicPartition, Sequence[ConsumerRecord]]) -> int:
    """No digests, as in the service: only what comes from outside has one."""
    records = [record for batch in batches.values() for record in batch]
    places = {partition: batch[-1].offset + 1 for partition, batch in batches.items()}
    heads = [{name: value.decode() for name, value in record.headers} for record in records]
    async with transaction(log.pool) as conn:
        fresh = await conn.fetch(
            *(_CLAIM, [head["ce_source"] for head in heads], [head["ce_id"] for head in heads], [None] * len(heads)),
            *consumed.columns(places),
        )
        claimed = {row["id"] for row in fresh}
        for head, record in zip(heads, records, strict=True):
            if head["ce_id"] in claimed:
                data = orjson.loads(record.value)
                version, story = int(head["ce_sequence"]), head["ce_correlationid"]
                await conn.execute(STATE, data["organisation_id"], data["name"], version, story)
    return len(claimed)
