"""Alive, ready, degraded: each part of a service answers for itself.

Ready means that it can serve requests: the database takes writes, and the issuer's keys are there. Kafka away is
*degraded*: requests go on, and what they cause goes out when Kafka is back.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Literal

from aiokafka import AIOKafkaConsumer, TopicPartition
from faststream.kafka import KafkaBroker

from shared.messaging import aiokafka_gaps
from shared.messaging.aiokafka_gaps import Place
from shared.messaging.standing import Standing
from shared.metrics import (
    CONSUMER_LAG,
    CONSUMER_STILL,
    DEAD_LETTERS,
    DEAD_LETTERS_AGE,
    DEGRADED,
    JOURNAL_POSITION,
    OUTBOX_AGE,
    OUTBOX_ROWS,
    POOL,
    READY,
)
from shared.postgres.pool import Pool
from shared.postgres.writes import need_writes

_STALLED_S = 60.0
_SAMPLE_S = 5.0
_PATIENCE_S = 1.5


@dataclass(frozen=True, slots=True)
class Condition:
    """Problem by part. With one in `wrong` the service cannot serve; with one in `degraded` only Kafka is behind."""

    wrong: dict[str, str]
    degraded: dict[str, str]

    @property
    def status(self) -> Literal["ready", "degraded", "not ready"]:
        if self.wrong:
            return "not ready"
        return "degraded" if self.degraded else "ready"


@dataclass
class Health:
    """The state of one service's connections.

    A key that the relay has stopped (`blocked`) has its own gauge: it must not take the whole service away.
    """

    pool: Pool
    broker: KafkaBroker
    max_age_s: float
    blocked: Callable[[], Collection[str]] = frozenset
    standing: Standing = field(default_factory=lambda: Standing(known=True))
    issuer: Callable[[], str | None] = lambda: None
    """What is wrong with the issuer's keys."""
    _moved: dict[TopicPartition, tuple[int, float]] = field(default_factory=dict)
    _sampling: asyncio.Task[float] | None = None

    async def check(self) -> Condition:
        """Wrong: `restore`, `database`, `issuer`. Degraded: `outbox`, `consumer`. It answers within two seconds."""
        database, age = await self._database()
        wrong = {"restore": self.standing.problem, "database": database, "issuer": self.issuer()}
        old = f"the oldest fact has waited {age:.0f} s for the broker" if age > self.max_age_s else None
        degraded = {"outbox": old, "consumer": self._consumer_problem()}
        condition = Condition(_named(wrong), _named(degraded))
        READY.set(not condition.wrong)
        for part in degraded:
            DEGRADED.labels(part).set(part in condition.degraded)
        return condition

    async def _database(self) -> tuple[str | None, float]:
        """What is wrong with the database, and the age of the oldest fact in the outbox, in seconds.

        A database that is frozen does not answer a cancellation either. So the question is left alone, and nobody asks
        a second one before the first is answered."""
        if self._sampling is None or self._sampling.done():
            self._sampling = asyncio.create_task(self._sample_database())
        asked = self._sampling  # who comes between its end and ours asks anew
        done, _ = await asyncio.wait({asked}, timeout=_PATIENCE_S)
        if not done:
            return f"no answer within {_PATIENCE_S} s", 0.0
        if error := asked.exception():
            return type(error).__name__, 0.0
        return None, asked.result()

    async def run(self) -> None:
        """Keeps the gauges fresh for Prometheus, also when nobody asks for readiness."""
        while True:
            await self.check()
            _show_pool(self.pool)
            await asyncio.sleep(_SAMPLE_S)

    async def _sample_database(self) -> float:
        await need_writes(self.pool)
        row = await self.pool.fetchrow(
            "select count(*) as rows, (select coalesce(max(position), 0) from journal) as position,"
            " (select count(*) from dead_letters where state = 'waiting') as dead,"
            " coalesce(extract(epoch from clock_timestamp() - (select min(received_at) from dead_letters"
            " where state = 'waiting')), 0)::float as dead_age,"
            " coalesce(extract(epoch from clock_timestamp() - (select recorded_at from journal where position ="
            " (select min(position) from outbox where not key = any($1)))), 0)::float as age from outbox",
            list(self.blocked()),
        )
        assert row is not None
        JOURNAL_POSITION.set(row["position"])
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
            places = aiokafka_gaps.places(reader)
            self._forget_all_but(places)
            problems = [self._partition_problem(partition, place) for partition, place in places.items()]
            if problem := next(filter(None, problems), None):
                return problem
        return None

    def _forget_all_but(self, read: Collection[TopicPartition]) -> None:
        """What another process reads now says nothing of this one: its last lag would stand there for ever."""
        for partition in self._moved.keys() - read:
            del self._moved[partition]
            for gauge in (CONSUMER_LAG, CONSUMER_STILL):
                gauge.remove(partition.topic, str(partition.partition))

    def _partition_problem(self, partition: TopicPartition, place: Place) -> str | None:
        CONSUMER_LAG.labels(partition.topic, partition.partition).set(place.lag)
        now = time.monotonic()
        last, since = self._moved.setdefault(partition, (-1, now))
        if place.position != last or place.lag == 0:
            self._moved[partition] = (place.position, now)
            CONSUMER_STILL.labels(partition.topic, partition.partition).set(0)
            return None
        CONSUMER_STILL.labels(partition.topic, partition.partition).set(now - since)
        if now - since <= _STALLED_S:
            return None
        return f"{partition.topic}[{partition.partition}] stands still {place.lag} behind"


def _show_pool(pool: Pool) -> None:
    idle = pool.get_idle_size()
    for state, count in (("busy", pool.get_size() - idle), ("idle", idle), ("limit", pool.get_max_size())):
        POOL.labels(state).set(count)


def _named(problems: Mapping[str, str | None]) -> dict[str, str]:
    return {part: problem for part, problem in problems.items() if problem}
