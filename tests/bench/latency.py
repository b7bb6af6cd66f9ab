"""How long after a command begins another service has committed what follows from it, at an easy pace."""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Awaitable, Callable
from datetime import datetime
from itertools import count
from statistics import median

from services.agreements.events import OrganisationUpdated
from shared.messaging import kafka
from shared.messaging.consume import Subscriptions
from shared.messaging.envelope import Envelope
from shared.postgres.pool import Connection, open_pool
from shared.settings import KafkaSettings
from tests.bench import bare
from tests.bench.bare import delays, joined
from tests.bench.joining import Probe, heard_in_a_row
from tests.bench.listening import TABLE, keep, listening
from tests.bench.load import Clients
from tests.bench.measure import interleave, percentile
from tests.bench.organisations import ACTOR, TOPIC, register_all
from tests.bench.rig import Rig
from tests.bench.table import Measured, Row
from tests.bench.yardsticks import BARE_LATENCY_KAFKA, BARE_LATENCY_TANSU, Yardstick

ON_TANSU, ON_KAFKA = (
    Row(
        *(name, f"command → consumer's commit, p99 at 20/s, on {broker}"),
        *("bare produce → consume, p99", "1.6 (woken), 2.9 (10 ms poll)", must, want),
        better="less",
    )
    for name, broker, must, want in (
        ("latency-tansu", "Tansu", 2.0, 1.2),
        ("latency-kafka", "Apache Kafka", 2.8, 2.0),
    )
)
PER_SECOND, SENT, WARM_UP, ROUNDS = 20, 600, 100, 5
_numbers = count(1)


class Journeys:
    """When each numbered message set out and when it arrived, seconds of the wall clock that all processes share."""

    def __init__(self, medians: list[float]) -> None:
        self._left, self._arrived, self._medians = dict[str, float](), dict[str, float](), medians

    def leave(self, name: str, at: float) -> None:
        self._left.setdefault(name, at)

    def arrive(self, name: str) -> None:
        self._arrived.setdefault(name, time.time())

    async def p99(self, send: Callable[[str], Awaitable[object]]) -> float:
        """Sends at an even pace, whatever becomes of those before; milliseconds."""
        await heard_in_a_row(self._probe(send))
        names, sending, began = [_name() for _ in range(WARM_UP + SENT)], [], time.perf_counter()
        for number, name in enumerate(names, 1):
            sending.append(asyncio.create_task(send(name)))
            await asyncio.sleep(max(0.0, began + number / PER_SECOND - time.perf_counter()))
        await asyncio.gather(*sending)
        async with asyncio.timeout(30):
            while not all(name in self._arrived for name in names):
                await asyncio.sleep(0.01)
        took = [(self._arrived[name] - self._left[name]) * 1000 for name in names[WARM_UP:]]
        self._medians.append(median(took))
        return percentile(took, 99)

    def _probe(self, send: Callable[[str], Awaitable[object]]) -> Probe:
        async def probe() -> Callable[[], bool]:
            await send(name := _name())
            return lambda: name in self._arrived

        return probe


def _name() -> str:
    """A trace of its own for each command: the service passes it on with the fact."""
    return f"00-{next(_numbers):a>32x}-{'b' * 16}-01"


async def on_tansu(rig: Rig) -> Measured:
    return await measure(rig, rig.tansu, BARE_LATENCY_TANSU)


async def on_kafka(rig: Rig) -> Measured:
    return await measure(rig, rig.kafka, BARE_LATENCY_KAFKA)


async def measure(rig: Rig, broker: KafkaSettings, yardstick: Yardstick) -> Measured:
    await rig.topics(TOPIC, bare.TOPIC, on=broker)
    dsn = await rig.databases.fresh("agreements")
    pool = await open_pool(dsn, "agreements", size=2)
    await register_all(pool)
    await pool.close()
    heard = await open_pool(await rig.listener(TABLE), "listener")
    token = rig.issuer.token("clerk", subject=ACTOR.subject)
    groups, our_medians, bare_medians = count(1), list[float](), list[float]()
    with rig.agreements(dsn, broker) as service:

        async def ours() -> float:
            journeys, handled = Journeys(our_medians), list[str]()

            async def handle(conn: Connection, event: OrganisationUpdated, envelope: Envelope, now: datetime) -> None:
                await keep(conn, event, envelope, now)
                name = envelope.traceparent or ""
                journeys.leave(name, envelope.time.timestamp())
                handled.append(name)

            def committed() -> None:
                for name in handled:
                    journeys.arrive(name)
                handled.clear()

            async def send(name: str) -> None:
                await clients.update(f"traceparent: {name}\r\n".encode())

            clients = await Clients(token).connect("127.0.0.1", service.port, 4)
            subscriptions, group = Subscriptions({OrganisationUpdated: handle}), f"bench.latency.{next(groups)}"
            async with listening(broker, heard, group, subscriptions, committed, auto_offset_reset="latest"):
                p99 = await journeys.p99(send)
            clients.close()
            return p99

        pairs = await interleave(ours, lambda: _bare(broker, bare_medians), yardstick, ROUNDS)
    await heard.close()
    return Measured(
        pairs.ratio,
        pairs.raw("ours p99", "bare p99", "ms")
        + f"; medians {median(our_medians):.1f} and {median(bare_medians):.1f} ms",
        f"{SENT} commands at {PER_SECOND}/s over HTTP to the agreements service, timed from the moment that the command"
        " begins (the time of its fact); relayed, heard in a consuming service (inbox, one row of state) in another"
        " process, timed at its commit. Bare: send to arrival of the same messages, from a process that only sends.",
    )


async def _bare(broker: KafkaSettings, medians: list[float]) -> float:
    """A process that sends, this one that reads: what the broker alone costs between two services.

    The sender sends to and fro until it is told to begin: by then the reader has its partitions and has seen a message.
    """
    prefix = f"{_name()}-"
    consumer = kafka.consumer(broker, bare.TOPIC)
    await consumer.start()
    sender = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.bench.sender", broker.bootstrap_servers, broker.profile),
        *(prefix, str(WARM_UP + SENT), str(PER_SECOND)),
        stdin=asyncio.subprocess.PIPE,
    )
    try:
        await joined(consumer, prefix)
        assert sender.stdin is not None
        sender.stdin.close()
        took = await delays(consumer, prefix, WARM_UP + SENT, 60 + (WARM_UP + SENT) / PER_SECOND)
        await sender.wait()
    finally:
        if sender.returncode is None:
            sender.kill()
            await sender.wait()
        await consumer.stop()
    medians.append(median(took[WARM_UP:]))
    return percentile(took[WARM_UP:], 99)
