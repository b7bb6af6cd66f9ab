"""Makes the servers of one machine, and talks to them."""

import asyncio
import os
import signal
import time
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, TypeVar

import asyncpg
import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, NewTopic

from deploy.local.kafka import Kafka, available, default_cache
from deploy.local.postgres import Postgres
from deploy.local.process import Server, free_port
from deploy.local.smtp import MailServer
from deploy.local.tansu import Tansu

CHECKOUT = Path(__file__).parents[2]


AS_ROOT = os.geteuid() == 0


NO_KAFKA = available(default_cache())


needs_root = pytest.mark.skipif(not AS_ROOT, reason="only root has another user to run as")


needs_kafka = pytest.mark.skipif(
    NO_KAFKA is not None and os.environ.get("MASOHI_REQUIRE_KAFKA") != "1",
    reason=f"NOT TESTED ON APACHE KAFKA: {NO_KAFKA}",
)


MEBIBYTE = 1024 * 1024


T = TypeVar("T")


Make = Callable[[Path], Server]


def fast_postgres(state: Path) -> Postgres:
    return Postgres(state, free_port(), fast=True)


def tansu(state: Path) -> Tansu:
    return Tansu(state, free_port())


def kafka(state: Path) -> Kafka:
    return Kafka(state, free_port(), default_cache())


def mail(state: Path) -> MailServer:
    return MailServer(state, free_port())


def restart(server: Server) -> None:
    server.stop()
    server.start()


def kill_postmaster_alone(server: Server) -> None:
    os.kill(server.pid, signal.SIGKILL)
    eventually(lambda: not server.alive)


every_server = pytest.mark.parametrize("make", [fast_postgres, tansu, mail, pytest.param(kafka, marks=needs_kafka)])


quick_servers = pytest.mark.parametrize("make", [fast_postgres, tansu, mail])


def run(work: Coroutine[Any, Any, T]) -> T:
    return asyncio.run(work)


def runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def eventually(holds: Callable[[], bool], within: float = 10.0) -> None:
    deadline = time.monotonic() + within
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.02)


async def execute(dsn: str, *statements: str) -> None:
    connection = await asyncpg.connect(dsn)
    for statement in statements:
        await connection.execute(statement)
    await connection.close()


async def value(dsn: str, query: str) -> object:
    connection = await asyncpg.connect(dsn)
    try:
        return await connection.fetchval(query)
    finally:
        await connection.close()


async def settings(dsn: str, *names: str) -> list[object]:
    return [await value(dsn, f"show {name}") for name in names]


@asynccontextmanager
async def admin(bootstrap: str) -> AsyncIterator[AIOKafkaAdminClient]:
    client = AIOKafkaAdminClient(bootstrap_servers=bootstrap)
    await client.start()
    try:
        yield client
    finally:
        await client.close()


async def make_topic(bootstrap: str, name: str) -> None:
    async with admin(bootstrap) as client:
        await client.create_topics([NewTopic(name, num_partitions=1, replication_factor=1)])


async def topics(bootstrap: str) -> list[str]:
    async with admin(bootstrap) as client:
        return list(await client.list_topics())


async def send(bootstrap: str, topic: str, fact: bytes) -> None:
    async with AIOKafkaProducer(bootstrap_servers=bootstrap, acks="all", max_request_size=2 * MEBIBYTE) as producer:
        await producer.send_and_wait(topic, fact)


async def read(bootstrap: str, topic: str, count: int) -> list[bytes]:
    async with AIOKafkaConsumer(bootstrap_servers=bootstrap, auto_offset_reset="earliest") as consumer:
        consumer.assign([TopicPartition(topic, 0)])
        return [(await asyncio.wait_for(consumer.getone(), 20)).value for _ in range(count)]
