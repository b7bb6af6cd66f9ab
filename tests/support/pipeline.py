"""What stands between Kafka and a handler, without Kafka: FastStream's subscriber with its codec and middlewares."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from aiokafka import ConsumerRecord

from shared.clock import Clock
from shared.messaging import kafka
from shared.messaging.batches import UnreadBatch
from shared.messaging.consume import Consumer, Subscriptions
from shared.messaging.dead_letters import Record
from shared.messaging.listen import subscribe
from shared.postgres.pool import Pool
from shared.settings import KafkaSettings

SETTINGS = KafkaSettings(bootstrap_servers="127.0.0.1:1")


class Pipeline:
    """Put together as the runtime does."""

    def __init__(self, consumer: Consumer) -> None:
        broker = kafka.broker(SETTINGS, "test", consumer.middlewares)
        subscribe(broker, consumer, ["test"], kafka.subscriber_options(SETTINGS, "test", None), lambda: None)
        broker._setup_logger()
        (subscriber,) = broker.subscribers
        self._subscriber: Any = subscriber
        self._subscriber._build_fastdepends_model()

    @classmethod
    def of(cls, pool: Pool, clock: Clock, subscriptions: Subscriptions, committed: Callable[[], None]) -> Pipeline:
        return cls(Consumer(pool, clock, subscriptions, committed))

    async def deliver(self, records: Sequence[Record]) -> None:
        await self._subscriber.process_message(tuple(_raw(record) for record in records))


def _raw(r: Record) -> ConsumerRecord[Any, Any]:
    """As aiokafka's reader hands it out."""
    value = r.value if r.flaw is None else UnreadBatch(r.value or b"", r.flaw)
    return ConsumerRecord(r.topic, r.partition, r.offset, 0, 0, r.key, value, None, 0, 0, tuple(r.headers))
