"""The whole system for a test: real processes, real Postgres, real broker; and hands to break it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import asyncpg
import httpx
from aiokafka import ConsumerRecord, TopicPartition
from aiokafka.errors import for_code
from aiokafka.protocol.produce import ProduceRequest

from deploy.local.service import ServiceProcess
from deploy.local.stack import Stack
from shared.ids import new_id
from shared.messaging import kafka
from shared.messaging.envelope import Envelope
from tests.support.envelopes import kafka_headers

Headers = list[tuple[str, bytes]]


class Refused(Exception):
    """The broker did not take what was sent."""


@dataclass
class World:
    stack: Stack

    def headers(self, *roles: str, organisation: UUID | str | None = None, subject: str = "tester") -> dict[str, str]:
        return {
            "authorization": "Bearer " + self.stack.issuer.token(*roles, subject=subject, organisation=organisation)
        }

    @asynccontextmanager
    async def client(self, service: str, *roles: str, url: str | None = None) -> AsyncIterator[httpx.AsyncClient]:
        base = url or self.stack.urls[service]
        limits = httpx.Limits(max_connections=32, max_keepalive_connections=32)
        async with httpx.AsyncClient(base_url=base, headers=self.headers(*roles), timeout=30, limits=limits) as client:
            yield client

    @asynccontextmanager
    async def database(self, schema: str) -> AsyncIterator[asyncpg.Connection]:
        """A superuser's connection that sees one schema: for looking, and for breaking things."""
        dsn = self.stack.superuser_dsn().rpartition("/")[0] + "/masohi"
        conn = await asyncpg.connect(dsn, server_settings={"search_path": schema})
        try:
            yield conn
        finally:
            await conn.close()

    async def value(self, schema: str, query: str, *args: object) -> Any:
        async with self.database(schema) as conn:
            return await conn.fetchval(query, *args)

    async def wait_for(self, schema: str, query: str, *args: object, equals: object, seconds: float = 60) -> None:
        """Until a query gives a value."""
        async with self.database(schema) as conn:
            await until(lambda: conn.fetchval(query, *args), equals, seconds, query)

    async def outbox_empty(self, service: str, seconds: float = 60) -> None:
        await self.wait_for(service, "select count(*) from outbox", equals=0, seconds=seconds)

    async def publish(self, topic: str, value: bytes, headers: Headers, key: bytes | None = None) -> None:
        producer = kafka.producer(self.stack.kafka_settings, "tester")
        await producer.start()
        try:
            await producer.send_and_wait(topic, value, key, headers=headers)
        finally:
            await producer.stop()

    async def publish_batch(self, topic: str, batch: bytes) -> str:
        """Sends a batch as it is to the topic's first partition: any bytes that the broker takes.

        Returns `topic/partition/offset` of its last message. Raises Refused.
        """
        producer = kafka.producer(self.stack.kafka_settings, "tester")
        await producer.start()
        try:
            await producer.partitions_for(topic)
            leader = producer.client.cluster.leader_for_partition(TopicPartition(topic, 0))
            sent = await producer.client.send(leader, ProduceRequest(None, -1, 30_000, [(topic, [(0, batch)])]))
        finally:
            await producer.stop()
        ((_, ((_, error, first, *_),)),) = sent.topics
        if error:
            raise Refused(for_code(error).__name__)
        return f"{topic}/0/{first + int.from_bytes(batch[23:27], 'big')}"

    async def publish_event(self, topic: str, type_: str, data: dict[str, Any], id: str | None = None) -> str:
        event_id = id or str(new_id())
        envelope = Envelope(id=event_id, source="/outside", type=type_, time=None, data=b"")
        await self.publish(topic, json.dumps(data).encode(), kafka_headers(envelope))
        return event_id

    async def messages(self, topic: str) -> list[ConsumerRecord[bytes, bytes]]:
        """Everything on a topic right now, by partition and offset."""
        consumer = kafka.consumer(self.stack.kafka_settings)
        await consumer.start()
        try:
            partitions = [TopicPartition(topic, p) for p in await _partitions(consumer, topic)]
            ends = await consumer.end_offsets(partitions)
            consumer.assign(partitions)
            await consumer.seek_to_beginning(*partitions)
            return [record async for record in _read_to(consumer, ends)]
        finally:
            await consumer.stop()

    def replica(self, service: str, port: int, name: str) -> ServiceProcess:
        """Another process of a service on the same database and broker."""
        environment = self.stack.environment(service) | {"MASOHI_REPLICA": name}
        return ServiceProcess(service, self.stack.state / f"replica-{name}", port, environment)


async def _partitions(consumer: Any, topic: str) -> Iterable[int]:
    await consumer._client.force_metadata_update()
    consumer._client.add_topic(topic)
    await consumer._client.force_metadata_update()
    return sorted(consumer.partitions_for_topic(topic) or ())


async def _read_to(consumer: Any, ends: dict[TopicPartition, int]) -> AsyncIterator[ConsumerRecord[bytes, bytes]]:
    while [p for p, end in ends.items() if await consumer.position(p) < end]:
        for records in (await consumer.getmany(timeout_ms=1000)).values():
            for record in records:
                yield record


def header(record: ConsumerRecord[bytes, bytes], name: str) -> str:
    return str(next(value.decode() for key, value in record.headers if key == name))


async def until(look: Callable[[], Awaitable[object]], equals: object, seconds: float, what: str) -> None:
    """Looks ten times a second until it sees what it waits for; fails with what it last saw."""
    seen: object = None
    try:
        async with asyncio.timeout(seconds):
            while (seen := await look()) != equals:
                await asyncio.sleep(0.1)
    except TimeoutError:
        raise AssertionError(f"{what}: still {seen!r}, not {equals!r}, after {seconds} s") from None
