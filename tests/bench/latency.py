"""How long after a command begins another service has committed what follows from it, at an easy pace."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime
from itertools import count
from statistics import median

import asyncpg
import orjson

from services.agreements.events import OrganisationUpdated
from shared import kafka
from shared.consume import Inlet
from shared.context import Trace, tracing
from shared.db import Connection, in_transaction, open_pool
from shared.envelope import Envelope, kafka_headers
from shared.relay import Relay
from tests.bench.listening import TABLE, keep, listening
from tests.bench.measure import interleave, percentile
from tests.bench.organisations import COUNT, TOPIC, fact, register_all, update_one
from tests.bench.rig import Rig
from tests.bench.table import Measured, Row

ROW = Row(
    *("latency", "command → consumer's commit, p99 at 20/s"),
    *("bare produce → consume, p99", "1.6 (woken), 2.9 (10 ms poll)", 2.0, 1.5),
    better="less",
)
PER_SECOND, SENT, WARM_UP = 20, 400, 100
_numbers = count(1)


class Journeys:
    """When each numbered message set out and when it arrived."""

    def __init__(self, medians: list[float]) -> None:
        self._left, self._arrived, self._medians = dict[str, float](), dict[str, float](), medians

    def arrive(self, name: str) -> None:
        if name in self._left:  # not one of an earlier round
            self._arrived.setdefault(name, time.perf_counter())

    async def _leave(self, send: Callable[[str], Awaitable[object]]) -> str:
        name = f"bench-{next(_numbers)}"
        self._left[name] = time.perf_counter()
        await send(name)
        return name

    async def p99(self, send: Callable[[str], Awaitable[object]]) -> float:
        """Sends at an even pace, whatever becomes of those before; milliseconds."""
        async with asyncio.timeout(30):
            while not self._arrived:  # the consumer is joining its group
                await self._leave(send)
                await asyncio.sleep(0.1)
        sending, began = [], time.perf_counter()
        for number in range(WARM_UP + SENT):
            sending.append(asyncio.create_task(self._leave(send)))
            await asyncio.sleep(max(0.0, began + (number + 1) / PER_SECOND - time.perf_counter()))
        names = (await asyncio.gather(*sending))[WARM_UP:]
        async with asyncio.timeout(30):
            while not all(name in self._arrived for name in names):
                await asyncio.sleep(0.01)
        took = [(self._arrived[name] - self._left[name]) * 1000 for name in names]
        self._medians.append(median(took))
        return percentile(took, 99)


async def measure(rig: Rig) -> Measured:
    await rig.topics(TOPIC)
    dsn = await rig.databases.fresh("agreements")
    pool = await open_pool(dsn, "agreements", size=2)
    await register_all(pool)
    await pool.close()
    pool = await open_pool(dsn, "agreements", size=4)
    heard = await open_pool(await rig.listener(TABLE), "listener")
    groups, our_medians, bare_medians = count(1), list[float](), list[float]()
    async with _relaying(rig, dsn) as relay:

        async def send(name: str) -> None:
            with tracing(Trace(name)):
                await in_transaction(pool, update_one)
            relay.wake()

        async def ours() -> float:
            journeys, handled = Journeys(our_medians), list[str]()

            async def handle(conn: Connection, event: OrganisationUpdated, envelope: Envelope, now: datetime) -> None:
                await keep(conn, event, envelope, now)
                handled.append(envelope.correlationid or "")

            def committed() -> None:
                for name in handled:
                    journeys.arrive(name)
                handled.clear()

            inlet, group = Inlet({OrganisationUpdated: handle}), f"bench.latency.{next(groups)}"
            async with listening(rig.kafka, heard, group, inlet, committed, auto_offset_reset="latest"):
                return await journeys.p99(send)

        pairs = await interleave(ours, lambda: _bare(rig, bare_medians))
    await heard.close()
    await pool.close()
    return Measured(
        pairs.ratio,
        pairs.raw("ours p99", "bare p99", "ms")
        + f"; medians {median(our_medians):.1f} and {median(bare_medians):.1f} ms",
        f"{SENT} commands at {PER_SECOND}/s, timed from the call of in_transaction; relayed, heard in a consuming"
        " service (inbox, one row of state), timed at its commit. Bare: send to arrival of the same messages.",
    )


@asynccontextmanager
async def _relaying(rig: Rig, dsn: str) -> AsyncIterator[Relay]:
    session = {"search_path": "agreements", "synchronous_commit": "off"}
    relay = Relay(
        lambda: asyncpg.connect(dsn, server_settings=session),
        lambda: kafka.producer(rig.kafka, "bench-relay"),
        source="/agreements",
        batch=1_000,
    )
    running = asyncio.create_task(relay.run())
    try:
        yield relay
    finally:
        running.cancel()
        with suppress(asyncio.CancelledError):
            await running


async def _bare(rig: Rig, medians: list[float]) -> float:
    journeys = Journeys(medians)
    producer, consumer = kafka.producer(rig.kafka, "bench-bare"), kafka.consumer(rig.kafka, TOPIC)
    await producer.start()
    await consumer.start()
    await consumer.seek_to_end()

    async def receive() -> None:
        async for message in consumer:
            journeys.arrive(dict(message.headers)["ce_correlationid"].decode())

    async def send(name: str) -> None:
        said = fact(random.randint(1, COUNT))
        envelope = Envelope(
            *(name, "/agreements", said.type, datetime.now(UTC), b""), subject=said.key, correlationid=name
        )
        await producer.send(TOPIC, orjson.dumps(said.public()), said.key.encode(), headers=kafka_headers(envelope))

    receiving = asyncio.create_task(receive())
    try:
        return await journeys.p99(send)
    finally:
        receiving.cancel()
        with suppress(asyncio.CancelledError):
            await receiving
        await consumer.stop()
        await producer.stop()
