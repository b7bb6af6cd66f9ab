"""The profile `cluster` of docker-compose.yml as processes: three brokers, two of a service, a gateway before them.

It costs a minute of two processors, so nobody runs it by accident: MASOHI_CLUSTER=1.
"""

from __future__ import annotations

import asyncio
import itertools
import os
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack, ExitStack
from dataclasses import dataclass

import httpx
import pytest
from aiokafka import TopicPartition
from aiokafka.admin import AIOKafkaAdminClient

from deploy.access.__main__ import wanted
from deploy.access.apply import apply
from deploy.access.client import librdkafka
from deploy.access.rights import account_of
from deploy.compose.make_secrets import make_secrets
from deploy.local.gateway import Gateway
from deploy.local.issuer import Issuer
from deploy.local.process import HOST, free_port
from deploy.topics import TOPICS
from shared.messaging.kafka import client_options, consumer, ensure_topics
from shared.settings import KafkaSettings
from tests.support.databases import Databases
from tests.support.secured_kafka import SecuredKafka, cluster_settings
from tests.system.lone_service import Running, lone_service

pytestmark = pytest.mark.skipif(os.environ.get("MASOHI_CLUSTER") != "1", reason="NOT TRIED: set MASOHI_CLUSTER=1")

TOPIC = "masohi.agreements.v1"
CITIES = 150
"""Requests in each part: with three brokers, with two, and with three again."""


@dataclass
class Cluster:
    brokers: list[SecuredKafka]

    def settings(self, name: str) -> KafkaSettings:
        password = (self.brokers[0].secrets / f"{name}_kafka").read_text()
        one = self.brokers[0].settings(account_of(name), password, "INSIDE")
        return one.model_copy(update={"bootstrap_servers": ",".join(f"{HOST}:{each.port}" for each in self.brokers)})

    async def leader(self) -> SecuredKafka:
        """Of the first partition of the topic."""
        admin = AIOKafkaAdminClient(**client_options(self.settings("agreements")))
        await admin.start()
        try:
            (topic,) = await admin.describe_topics([TOPIC])
        finally:
            await admin.close()
        (number,) = (each["leader"] for each in topic["partitions"] if each["partition"] == 0)
        return next(each for each in self.brokers if each.number == number)


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    folder = tmp_path_factory.mktemp("cluster")
    secrets = make_secrets(folder).parent / "secrets"
    brokers = [SecuredKafka(folder / str(n), secrets, n, cluster_settings()) for n in (1, 2, 3)]
    for each in brokers:
        each.cluster_id = brokers[0].cluster_id
        each.voters = ",".join(other.vote for other in brokers)
        each.ready_within = 600.0  # type: ignore[misc]
    with ExitStack() as stack:
        for each in brokers:
            stack.callback(each.stop)
        with ThreadPoolExecutor(3) as threads:
            list(threads.map(lambda each: each.start(), brokers))
        asyncio.run(ensure_topics(brokers[0].admin, list(TOPICS), partitions=3, replication=3))
        apply(librdkafka(brokers[0].admin), wanted(secrets))
        yield Cluster(brokers)


@pytest.fixture
async def replicas(
    cluster: Cluster, databases: Databases, issuer: Issuer, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[list[Running]]:
    kafka, dsn = cluster.settings("agreements"), await databases.fresh("agreements")
    said = {
        "KAFKA_BOOTSTRAP_SERVERS": kafka.bootstrap_servers,
        "KAFKA_SECURITY": kafka.security,
        "KAFKA_USERNAME": str(kafka.username),
        "KAFKA_PASSWORD": kafka.password.get_secret_value(),
        "MASOHI_DATABASE_DSN": dsn,
        "MASOHI_LEAVE_S": "4",
    }
    async with AsyncExitStack() as stack:
        yield [
            await stack.enter_async_context(
                lone_service(databases, issuer, tmp_path_factory.mktemp("replica"), **said, MASOHI_REPLICA=number)
            )
            for number in ("0", "1")
        ]


async def test_one_broker_is_killed_and_nobody_notices(
    cluster: Cluster, replicas: list[Running], tmp_path_factory: pytest.TempPathFactory
) -> None:
    numbers, answers, stop = itertools.count(), list[int](), asyncio.Event()
    upstreams = " ".join(f"{HOST}:{each.port}" for each in replicas)
    gateway = Gateway(tmp_path_factory.mktemp("gateway"), free_port(), {}, patience="15s")
    gateway.upstreams = {"agreements": upstreams}
    token = replicas[0].issuer.token("clerk", subject="clerk")

    async def ask() -> None:
        async with httpx.AsyncClient(base_url=gateway.url, timeout=60) as client:
            while not stop.is_set():
                code = f"d-{next(numbers)}"
                body = {"code": code, "name": code, "kind": "city"}
                made = await client.post(
                    "/agreements/organisations", json=body, headers={"authorization": f"Bearer {token}"}
                )
                answers.append(made.status_code)

    async def a_part() -> None:
        before = len(answers)
        while len(answers) < before + CITIES:
            await asyncio.sleep(0.01)

    with gateway:
        asking = [asyncio.create_task(ask()) for _ in range(4)]
        await a_part()
        killed = await cluster.leader()
        killed.kill()
        await a_part()
        await replicas[0].restart()
        await a_part()
        await asyncio.to_thread(killed.start)
        await a_part()
        stop.set()
        await asyncio.gather(*asking)
    assert Counter(answers) == {201: len(answers)}
    assert await arrived(cluster, len(answers)) == {f"d-{n}" for n in range(len(answers))}


async def arrived(cluster: Cluster, many: int) -> set[str]:
    """The codes on the topic. A fact may be there twice."""
    reader = consumer(cluster.settings("agreements"), isolation_level="read_committed")
    await reader.start()
    try:
        reader.assign([TopicPartition(TOPIC, n) for n in range(3)])
        await reader.seek_to_beginning()
        codes: set[str] = set()
        async with asyncio.timeout(90):
            while len(codes) < many:
                for records in (await reader.getmany(timeout_ms=500)).values():
                    codes |= {word.decode() for r in records for word in r.value.split(b'"') if word.startswith(b"d-")}
        return codes
    finally:
        await reader.stop()
