"""Postgres is restored to an earlier moment, and Kafka is as it was: noticed, stated, nothing lost or doubled."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any, Literal
from urllib.request import urlopen

import asyncpg
import httpx
import pytest

from deploy.local.kafka import available
from deploy.local.service import ServiceProcess
from deploy.local.stack import Ports, Stack
from deploy.postgres.bootstrap import OWNER
from deploy.services import SERVICES
from deploy.topics import INTAKE, TOPICS
from shared.clock import local_day, midnight
from shared.messaging.cloudevents import from_kafka
from tests.support.world import World, until
from tests.system.test_intake import TYPE, verdict

CS = "community_service"
CHECKOUT = Path(__file__).parents[2]
WHO = "Operator on duty: the disk of the database was lost, restored from the backup of the morning"


class Waiting(ServiceProcess):
    """A service that answers, ready or not."""

    def _is_ready(self) -> bool:
        try:
            with urlopen(f"{self.url}/health/live", timeout=5) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False


@pytest.mark.parametrize("broker", ["tansu", "kafka"])
async def test_a_restore_does_not_lie(tmp_path: Path, broker: Literal["tansu", "kafka"]) -> None:
    if broker == "kafka" and (reason := available()) and os.environ.get("MASOHI_REQUIRE_KAFKA") != "1":
        pytest.skip(f"NOT TESTED ON APACHE KAFKA: {reason}")
    stack = Stack(tmp_path, broker, Ports.free(), fast=True)
    await asyncio.to_thread(stack.start, lambda _: None)
    world = World(stack)
    try:
        await heard(world, 1, 3)
        await registered(world, "before")
        await copied(world, "masohi", "backup")
        await start(stack)

        await heard(world, 4, 6)
        await registered(world, "after")
        await a_day_passes(world)
        told = await world.value(CS, "select array_agg((id, verdict_number) order by verdict_number) from sentences")
        lost_seal = await sealed(world)
        await copied(world, "backup", "masohi")

        async with waiting(stack) as services:
            await refuses(world)
            before = {topic: len(await world.messages(topic)) for topic in TOPICS}
            listed = command(stack, 1)
            assert "training: 0 facts lost" in listed
            assert "agreements: 2 facts lost, 0 of them seals" in listed
            assert "1 of them seals; 5 messages to hear again" in listed, "three verdicts, and two facts of agreements"
            with paused(services):  # else they go on, and publish, before all topics are read
                command(stack, 0, "--state", WHO)
                assert before == {topic: len(await world.messages(topic)) for topic in TOPICS}, (
                    "a command publishes nothing"
                )
            await go_on(world)
            await world.wait_for(CS, "select count(*) from sentences", equals=6)
            again = "select array_agg((id, verdict_number) order by verdict_number) from sentences"
            assert await world.value(CS, again) == told, "the same sentences, under the same ids"
            await registered(world, "after")
            await a_day_passes(world)
            await quiet(world)
            await numbers_are_used_once(world)
            assert (await sealed(world))[: len(lost_seal)] == lost_seal, "a day has one seal for ever"
            assert len(await sealed(world)) == len(lost_seal) + 1
            assert await verified(world)
        await start(stack)
        assert "0 facts lost" in command(stack, 0)
    finally:
        stack.stop()


async def heard(world: World, first: int, last: int) -> None:
    for number in range(first, last + 1):
        await world.publish_event(INTAKE, TYPE, verdict(f"{number}/Pid.B/2026"))
    await world.wait_for(CS, "select count(*) from sentences", equals=last)
    await quiet(world)


async def registered(world: World, code: str) -> None:
    async with world.client("agreements", "clerk") as clerk:
        body = {"code": code, "name": "Kantor", "kind": "agency"}
        made = await clerk.post("/agreements/organisations", json=body)
        assert made.status_code == 201, made.text
        await clerk.put(f"/agreements/organisations/{made.json()['id']}", json={"name": "Kantor Wali Kota"})
    await quiet(world)
    for service in SERVICES[1:]:
        heard = "select count(*) from organisations where code = $1 and name = 'Kantor Wali Kota'"
        await world.wait_for(service, heard, code, equals=1)


async def a_day_passes(world: World) -> None:
    seals = await world.value(CS, "select count(*) from seals")
    day = await world.value(CS, "select max(day) from seals")
    first = local_day(await world.value(CS, "select min(occurred_at) from journal"))
    midnight_after = midnight((day or first - timedelta(days=1)) + timedelta(days=2))
    async with world.client(CS, "operator") as operator:
        moved = await operator.put("/community-service/clock", json={"now": midnight_after.isoformat()})
        assert moved.status_code == 200, moved.text
    await world.wait_for(CS, "select count(*) from seals", equals=seals + 1)
    await quiet(world)


async def quiet(world: World) -> None:
    """Everything is published, and what was published is read."""
    for service in SERVICES:
        await world.outbox_empty(service)


async def sealed(world: World) -> list[tuple[int, str]]:
    found = []
    for record in await world.messages("masohi.community-service.v1"):
        event = from_kafka(record.value, record.headers)
        if event.type == "community-service.journal.sealed":
            found.append(json.loads(event.data))
    return sorted({(seal["number"], seal["root"]) for seal in found})


async def copied(world: World, source: str, target: str) -> None:
    """The services stop, and one database becomes a copy of another one."""
    for service in world.stack.services.values():
        await asyncio.to_thread(service.stop)
    admin = await asyncpg.connect(world.stack.superuser_dsn())
    try:
        await admin.execute(f"drop database if exists {target}")
        await admin.execute(f"create database {target} template {source} owner {OWNER}")
        await admin.execute(f"grant connect on database {target} to {', '.join(SERVICES)}")
    finally:
        await admin.close()


async def start(stack: Stack) -> None:
    await asyncio.gather(*(asyncio.to_thread(service.start) for service in stack.services.values()))


@asynccontextmanager
async def waiting(stack: Stack) -> AsyncIterator[list[Waiting]]:
    """The services run, ready or not."""
    services = [Waiting(n, stack.state / "services", s.port, stack.environment(n)) for n, s in stack.services.items()]
    try:
        await asyncio.gather(*(asyncio.to_thread(service.start) for service in services))
        yield services
    finally:
        for service in services:
            await asyncio.to_thread(service.stop)


@contextmanager
def paused(services: list[Waiting]) -> Iterator[None]:
    for service in services:
        service.pause()
    try:
        yield
    finally:
        for service in services:
            service.resume()


async def refuses(world: World) -> None:
    """Those that lost facts say so, and take no command; reading goes on."""
    for service in ("agreements", CS):
        async with world.client(service, "clerk") as client:
            ready = await client.get("/health/ready")
            assert ready.status_code == 503
            assert "python -m deploy.restore" in ready.json()["restore"]
            assert "masohi_database_behind 1.0" in (await client.get("/metrics")).text
    async with world.client("agreements", "clerk") as clerk:
        body = {"code": "meanwhile", "name": "Kantor", "kind": "agency"}
        answer = await clerk.post("/agreements/organisations", json=body)
        assert (answer.status_code, answer.json()["slug"]) == (503, "database-behind")
        assert (await clerk.get("/agreements/organisations")).status_code == 200
    assert await world.value(CS, "select count(*) from sentences") == 3


def command(stack: Stack, code: int, *words: str) -> str:
    kafka = {"KAFKA_BOOTSTRAP_SERVERS": stack.bootstrap, "KAFKA_PROFILE": stack.kafka_settings.profile}
    done = subprocess.run(
        [sys.executable, "-m", "deploy.restore", *words],
        cwd=CHECKOUT,
        env=os.environ | kafka | {"MASOHI_MIGRATION_DSN": stack.dsn(OWNER)},
        capture_output=True,
        text=True,
        timeout=90,
        check=False,
    )
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout


async def go_on(world: World) -> None:
    async def ready(service: str) -> int:
        async with httpx.AsyncClient(base_url=world.stack.urls[service]) as client:
            return (await client.get("/health/ready")).status_code

    for service in SERVICES:
        await until(lambda service=service: ready(service), 200, 60, f"{service} is not ready")  # type: ignore[misc]


async def numbers_are_used_once(world: World) -> None:
    for topic in set(TOPICS) - {INTAKE}:
        facts: defaultdict[str, dict[str, int]] = defaultdict(dict)
        for record in await world.messages(topic):
            event = from_kafka(record.value, record.headers)
            facts[str(event.subject)][event.id] = event.version
        for key, numbers in facts.items():
            used = Counter(numbers.values())
            assert sorted(used.elements()) == list(range(1, len(numbers) + 1)), (topic, key, numbers)


async def verified(world: World) -> bool:
    async with world.client(CS, "auditor") as auditor:
        found: dict[str, Any] = (await auditor.get("/community-service/journal/verification")).json()
    (loss,) = found["losses"]
    assert (loss["stated_by"], loss["listed"], len(loss["seals"])) == (WHO, True, 1)
    return bool(found["fits"])
