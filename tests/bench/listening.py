"""A consuming service of the smallest kind: hears one event, keeps its last state; put together as the runtime does."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime

from services.agreements.events import OrganisationUpdated
from shared.clock import SystemClock
from shared.messaging import aiokafka_gaps, kafka
from shared.messaging.consume import Consumer, Subscriptions
from shared.messaging.envelope import Envelope
from shared.messaging.listen import subscribe
from shared.postgres.pool import Connection, Pool
from shared.settings import KafkaSettings

TABLE = """
    create table listener.heard (
        id uuid primary key, name text not null, version bigint not null, correlation_id text not null
    )
"""
STATE = """
    insert into heard (id, name, version, correlation_id) values ($1, $2, $3, $4)
    on conflict (id) do update set name = excluded.name, version = excluded.version,
        correlation_id = excluded.correlation_id
    where excluded.version > heard.version
"""


async def keep(conn: Connection, event: OrganisationUpdated, envelope: Envelope, now: datetime) -> None:
    await conn.execute(STATE, event.organisation_id, event.name, envelope.version, envelope.correlationid)


def _fail() -> None:
    raise SystemExit("the consumer of the bench failed")


@asynccontextmanager
async def listening(
    settings: KafkaSettings,
    pool: Pool,
    group: str,
    subscriptions: Subscriptions,
    committed: Callable[[], None],
    **options: object,
) -> AsyncIterator[None]:
    """The service's consuming side; `committed` is called after each commit, as the relay is woken."""
    aiokafka_gaps.notice_lost_connections()
    aiokafka_gaps.read_every_batch()
    consumer = Consumer(pool, SystemClock(), subscriptions, committed)
    broker = kafka.broker(settings, "bench", consumer.middlewares)
    subscribe(broker, consumer, subscriptions.topics, kafka.subscriber_options(settings, group, None) | options, _fail)
    await broker.start()
    try:
        yield
    finally:
        await broker.stop()
