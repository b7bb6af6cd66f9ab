"""Alive, and ready: database, consumer and outbox each answer for themselves."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass, field

from aiokafka import AIOKafkaConsumer, TopicPartition
from faststream.kafka import KafkaBroker

from shared.messaging import aiokafka_gaps
from shared.messaging.aiokafka_gaps import Place
from shared.messaging.standing import Standing
from shared.metrics import CONSUMER_LAG, DEAD_LETTERS, DEAD_LETTERS_AGE, OUTBOX_AGE, OUTBOX_ROWS
from shared.postgres.pool import Pool

_STALLED_S = 60.0
_SAMPLE_S = 5.0


@dataclass
class Health:
    """The state of one service's connections. `check()` returns what is wrong, empty when ready.

    A key that the relay has stopped (`blocked`) has its own gauge: it must not take the whole service away.
    """

    pool: Pool
    broker: KafkaBroker
    max_age_s: float
    blocked: Callable[[], Collection[str]] = frozenset
    standing: Standing = field(default_factory=lambda: Standing(known=True))
    _moved: dict[TopicPartition, tuple[int, float]] = field(default_factory=dict)

    async def check(self) -> dict[str, str]:
        """Problem by part: `restore`, `database`, `outbox`, `consumer`. An empty answer means ready."""
        wrong: dict[str, str] = {"restore": self.standing.problem} if self.standing.problem else {}
        try:
            age = await asyncio.wait_for(self._sample_database(), 3)
            if age > self.max_age_s:
                wrong["outbox"] = f"the oldest fact has waited {age:.0f} s for the broker"
        except Exception as error:  # any failure means not ready
            wrong["database"] = type(error).__name__
        if stalled := self._consumer_problem():
            wrong["consumer"] = stalled
        return wrong

    async def run(self) -> None:
        """Keeps the gauges fresh for Prometheus, also when nobody asks for readiness."""
        while True:
            await self.check()
            await asyncio.sleep(_SAMPLE_S)

    async def _sample_database(self) -> float:
        row = await self.pool.fetchrow(
            "select count(*) as rows, (select count(*) from dead_letters where state = 'waiting') as dead,"
            " coalesce(extract(epoch from clock_timestamp() - (select min(received_at) from dead_letters"
            " where state = 'waiting')), 0)::float as dead_age,"
            " coalesce(extract(epoch from clock_timestamp() - (select recorded_at from journal where position ="
            " (select min(position) from outbox where not key = any($1)))), 0)::float as age from outbox",
            list(self.blocked()),
        )
        assert row is not None
        OUTBOX_ROWS.set(row["rows"])
        OUTBOX_AGE.set(row["age"])
        DEAD_LETTERS.set(row["dead"])
        DEAD_LETTERS_AGE.set(max(0.0, row["dead_age"]))
        return float(row["age"])

    def _consumer_problem(self) -> str | None:
        for subscriber in self.broker.subscribers:
            reader: AIOKafkaConsumer | None = getattr(subscriber, "consumer", None)
            if reader is None:
                return "not started"
            if not aiokafka_gaps.is_member(reader):
                return "not a member of its group yet"
            for partition, place in aiokafka_gaps.places(reader).items():
                if problem := self._partition_problem(partition, place):
                    return problem
        return None

    def _partition_problem(self, partition: TopicPartition, place: Place) -> str | None:
        CONSUMER_LAG.labels(partition.topic, partition.partition).set(place.lag)
        now = time.monotonic()
        last, since = self._moved.get(partition, (-1, now))
        if place.position != last or place.lag == 0:
            self._moved[partition] = (place.position, now)
            return None
        if now - since <= _STALLED_S:
            return None
        return f"{partition.topic}[{partition.partition}] stands still {place.lag} behind"
