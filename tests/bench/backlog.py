"""A topic full of facts, and a database of a service that hears them."""

from __future__ import annotations

import asyncio
import time
from datetime import UTC, datetime
from itertools import count

import asyncpg
import orjson

from services.agreements.events import OrganisationFact, OrganisationUpdated
from shared.ids import new_id
from shared.messaging import kafka
from shared.messaging.envelope import Envelope
from shared.postgres.pool import Pool, open_pool
from shared.settings import KafkaSettings
from tests.bench.listening import TABLE
from tests.bench.organisations import COUNT, fact
from tests.bench.rig import Rig
from tests.support.envelopes import kafka_headers

MESSAGES = 20_000
_groups = count(1)


class Told(
    OrganisationFact, topic="masohi.bench.v1", type=OrganisationUpdated.type, key="organisation_id", detail="/told/{}"
):
    """Told to the bench.

    The same fact on a topic that holds nothing else."""


class Backlog:
    """`forgetting` empties inbox, offsets and state of what a run has left there."""

    def __init__(
        self,
        settings: KafkaSettings,
        pool: Pool,
        admin: asyncpg.Connection,
        forgetting: str = "truncate inbox, consumed, heard",
    ) -> None:
        self.kafka, self.pool, self._admin, self._forgetting = settings, pool, admin, forgetting

    def group(self) -> str:
        """A group that has read nothing yet."""
        return f"bench.{next(_groups)}"

    async def forget(self) -> None:
        """As before the first message."""
        await self._admin.execute(self._forgetting)
        await self._admin.execute("checkpoint")

    async def close(self) -> None:
        await self.pool.close()
        await self._admin.close()


class Progress:
    """How far a run has come; the clock starts at the first commit, when the group has long been joined."""

    def __init__(self, messages: int) -> None:
        self._messages, self.taken, self.done = messages, 0, asyncio.Event()
        self._first: tuple[int, float] | None = None
        self._last = (0, 0.0)

    def committed(self) -> None:
        now = (self.taken, time.perf_counter())
        if self._first is None and self.taken:
            self._first = now
        if self.taken >= self._messages and not self.done.is_set():
            self._last = now
            self.done.set()

    async def rate(self) -> float:
        async with asyncio.timeout(120):
            await self.done.wait()
        assert self._first is not None
        return (self._last[0] - self._first[0]) / (self._last[1] - self._first[1])


async def backlog(rig: Rig) -> Backlog:
    """A service that has heard nothing yet."""
    await publish_told(rig)
    dsn = await rig.listener(TABLE)
    return Backlog(rig.kafka, await open_pool(dsn, "listener"), await rig.superuser(dsn, "listener"))


async def publish_told(rig: Rig) -> None:
    """MESSAGES facts of a thousand organisations, sent once per bench."""
    if await rig.topics(Told.topic):
        await _send(rig.kafka)


async def _send(settings: KafkaSettings) -> None:
    producer = kafka.producer(settings, "bench-backlog")
    await producer.start()
    for number in range(MESSAGES):
        event, version = fact(number % COUNT + 1), number // COUNT + 1
        envelope = Envelope(
            *(str(new_id()), "/agreements", event.type, datetime.now(UTC), b"", event.key, f"urn:schema:{event.type}"),
            correlationid=str(new_id()),
            sequence=f"{version:010d}",
        )
        value, key = orjson.dumps(event.public()), event.key.encode()
        await producer.send(Told.topic, value, key, headers=kafka_headers(envelope))
    await producer.flush()
    await producer.stop()
