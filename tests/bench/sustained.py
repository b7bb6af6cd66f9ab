"""The whole system under an even load: nothing lost, and lag, outbox and memory flat.

Four services as processes, durable Postgres, Apache Kafka. `BENCH_SECONDS` sets the time; under five minutes it is a
rehearsal, because caches are still filling.
"""

from __future__ import annotations

import asyncio
import os
import re
import time
from dataclasses import dataclass, field

import asyncpg
import httpx
import psutil
from aiokafka import TopicPartition

from deploy.local.stack import Ports, Stack
from deploy.services import SERVICES
from deploy.topics import INTAKE, TOPICS
from shared.messaging import kafka
from tests.bench.bare import PARTITIONS
from tests.bench.city import LIMITS, PARTICIPANTS, RENAMES, VERDICTS, City
from tests.bench.flat import LAG, MEMORY, OUTBOX, Growth, Sample
from tests.bench.measure import percentile
from tests.bench.rig import Rig
from tests.bench.table import Measured, Row
from tests.bench.yardsticks import OFFERED, NotMeasured

SECONDS = float(os.environ.get("BENCH_SECONDS", "600"))
ROW = Row(
    *("sustained", f"whole system, {SECONDS:.0f} s: growth of lag, outbox, memory as a share of its limit"),
    *("-", "-", 1, 0.5, "less"),
)
EVERY_S, DONE_WITHIN_S = 2.0, 60.0
_LAG = re.compile(rb"^masohi_consumer_lag\{[^}]*\} (\S+)", re.MULTILINE)
_WAITING = " union all ".join(f"select count(*) from {service}.outbox" for service in SERVICES)
# From the beginning of the command to the statement that writes what follows from it two services on.
_RENAMED = """
    select extract(epoch from min(told.recorded_at) - fact.occurred_at)::float * 1000
    from agreements.journal as fact join notifications.journal as told on told.causation_id = fact.event_id::text
    where fact.type = 'agreements.organisation.updated' and told.type = 'notifications.message.delivered'
    group by fact.position, fact.occurred_at
"""
_ASSIGNED = """
    select data->>'verdict_number' as number, extract(epoch from recorded_at)::float as at
    from community_service.journal where type = 'community-service.sentence.assigned'
"""
_HEARD = """
    select count(*) from agreements.journal as fact
    where type = 'agreements.organisation.updated'
        and exists (select from training.inbox where id = fact.event_id::text)
        and exists (select from community_service.inbox where id = fact.event_id::text)
        and exists (select from notifications.inbox where id = fact.event_id::text)
"""
_PUBLISHED = " union all ".join(
    f"select topic from {service}.journal union all select internal_topic from {service}.journal"
    for service in SERVICES
)


@dataclass
class Watch:
    """Samples of every service while the load runs."""

    stack: Stack
    admin: asyncpg.Connection
    lag: list[Sample] = field(default_factory=list)
    outbox: list[Sample] = field(default_factory=list)
    memory: dict[str, list[Sample]] = field(default_factory=lambda: {service: [] for service in SERVICES})

    async def run(self) -> None:
        began = time.perf_counter()
        async with httpx.AsyncClient(timeout=30, limits=LIMITS) as client:
            while True:
                at = time.perf_counter() - began
                self.lag.append((at, sum([await self._lag_of(client, service) for service in SERVICES])))
                self.outbox.append((at, await self.admin.fetchval(f"select sum(count) from ({_WAITING}) as waiting")))
                for service, samples in self.memory.items():
                    used = psutil.Process(self.stack.services[service].pid).memory_info().rss
                    samples.append((at, used / 1e6))
                await asyncio.sleep(max(0.0, began + at + EVERY_S - time.perf_counter()))

    async def _lag_of(self, client: httpx.AsyncClient, service: str) -> float:
        metrics = (await client.get(f"{self.stack.urls[service]}/metrics")).raise_for_status().content
        return sum(float(value) for value in _LAG.findall(metrics))

    def growths(self) -> list[Growth]:
        memory = [MEMORY.of(f"memory of {service}", samples) for service, samples in self.memory.items()]
        outbox = [(at, float(rows)) for at, rows in self.outbox]
        return [LAG.of("lag", self.lag), OUTBOX.of("outbox", outbox), *memory]


async def measure(rig: Rig) -> Measured:
    stack = Stack(rig.state / "sustained", "kafka", Ports.free())
    await asyncio.to_thread(stack.start, lambda _: None)
    try:
        return await _measure(stack)
    finally:
        await asyncio.to_thread(stack.stop)


async def _measure(stack: Stack) -> Measured:
    admin = await asyncpg.connect(stack.superuser_dsn().rpartition("/")[0] + "/masohi")
    city, watch = City(stack), Watch(stack, admin)
    await city.settle()
    await _all_published(admin)
    watching = asyncio.create_task(watch.run())
    try:
        await city.live(SECONDS)
    finally:
        watching.cancel()
        await asyncio.gather(watching, return_exceptions=True)
    if fault := OFFERED.fault(city.pace):
        raise NotMeasured(fault)
    out = await _everything_arrived(stack, admin, city)
    told = [row[0] for row in await admin.fetch(_RENAMED)]
    assigned = await admin.fetch(_ASSIGNED)
    took = [(row["at"] - city.verdicts[row["number"]]) * 1000 for row in assigned]
    await admin.close()
    growths = watch.growths()
    return Measured(
        max(growth.share for growth in growths),
        f"{city.sent:,} in ({city.renamed:,} renamed organisations, {len(city.verdicts):,} verdicts,"
        f" {city.registered:,} participants), {out:,} messages out, none lost; renamed to told by notifications, p99"
        f" {percentile(told, 99):.0f} ms (median {percentile(told, 50):.0f}); verdict to sentence, p99"
        f" {percentile(took, 99):.0f} ms (median {percentile(took, 50):.0f})\n    "
        + "\n    ".join(str(growth) for growth in growths),
        f"{RENAMES} renamed organisations, {VERDICTS} verdicts and {PARTICIPANTS} participants a second; sampled every"
        f" {EVERY_S:.0f} s. Each growth: begin to end, its slope in the first half and in the second, its share of the"
        f" limit ({MEMORY.per_minute} MB, {LAG.per_minute} messages, {OUTBOX.per_minute} facts a minute).",
    )


async def _all_published(admin: asyncpg.Connection) -> None:
    async with asyncio.timeout(DONE_WITHIN_S):
        while await admin.fetchval(f"select sum(count) from ({_WAITING}) as waiting"):
            await asyncio.sleep(0.1)


async def _everything_arrived(stack: Stack, admin: asyncpg.Connection, city: City) -> int:
    """How many messages are on the topics. Fails where anything is lost, or where something waits for an operator."""
    heard, assigned, deadline = 0, 0, time.monotonic() + DONE_WITHIN_S
    while (heard, assigned) != (city.renamed, len(city.verdicts)) and time.monotonic() < deadline:
        await asyncio.sleep(0.2)
        heard, assigned = await admin.fetchval(_HEARD), len(await admin.fetch(_ASSIGNED))
    dead = {service: await admin.fetchval(f"select count(*) from {service}.dead_letters") for service in SERVICES}
    if (heard, assigned) != (city.renamed, len(city.verdicts)) or any(dead.values()):
        raise RuntimeError(
            f"{heard} of {city.renamed} renamed organisations were heard by all, {assigned} of {len(city.verdicts)}"
            f" verdicts became sentences; dead letters: {dead}"
        )
    return await _published(stack, admin)


async def _published(stack: Stack, admin: asyncpg.Connection) -> int:
    """How many messages journals and topics agree on: time-driven work may still write facts, so it looks again."""
    deadline = time.monotonic() + DONE_WITHIN_S
    while True:
        await _all_published(admin)
        published = await admin.fetchval(f"select count(topic) from ({_PUBLISHED}) as facts")
        out = await _on_topics(stack)
        if out == published:
            return out
        if time.monotonic() > deadline:
            raise RuntimeError(f"the journals published {published} messages, the topics hold {out}")
        await asyncio.sleep(1)


async def _on_topics(stack: Stack) -> int:
    """Messages on every topic that a service writes."""
    consumer = kafka.consumer(stack.kafka_settings)
    await consumer.start()
    try:
        own = [topic for topic in TOPICS if topic != INTAKE]
        ends = await consumer.end_offsets([TopicPartition(topic, n) for topic in own for n in range(PARTITIONS)])
        return sum(ends.values())
    finally:
        await consumer.stop()
