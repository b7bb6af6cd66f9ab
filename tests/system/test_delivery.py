"""Nothing lost, nothing doubled: processes killed and brokers stopped at the worst moments, on real servers.

The facts travel from agreements to training: an organisation's name, changed many times, ends in training's own table.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from contextlib import asynccontextmanager
from typing import Any

import asyncpg
import httpx
from aiokafka import ConsumerRecord

from deploy.local.process import free_port
from tests.support.world import World, header, until

TOPIC = "masohi.agreements.v1"
KNOWN = "select name from organisations where id = $1"


async def register(client: httpx.AsyncClient, code: str) -> str:
    answer = await client.post("/agreements/organisations", json={"code": code, "name": "Number 0", "kind": "agency"})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


async def rename(client: httpx.AsyncClient, organisation: str, number: int) -> None:
    answer = await client.put(f"/agreements/organisations/{organisation}", json={"name": f"Number {number}"})
    assert answer.status_code == 200, answer.text


def by_key(records: list[ConsumerRecord[bytes, bytes]], keys: set[str]) -> dict[str, list[int]]:
    """The sequence numbers of each key as they came, repetitions included."""
    seen: dict[str, list[int]] = defaultdict(list)
    for record in records:
        assert record.key is not None
        if record.key.decode() in keys:
            seen[record.key.decode()].append(int(header(record, "ce_sequence")))
    return seen


def first_occurrences(numbers: list[int]) -> list[int]:
    return list(dict.fromkeys(numbers))


@asynccontextmanager
async def held(world: World, schema: str, table: str) -> Any:
    """A table that can be read but not written until the block ends: a process stands still where it writes it."""
    async with world.database(schema) as conn:
        transaction = conn.transaction()
        await transaction.start()
        await conn.execute(f"lock table {table} in share mode")
        try:
            yield conn
        finally:
            await transaction.rollback()


async def waiting_for_lock(world: World, schema: str, statement: str) -> None:
    """Until some session of a service waits for a lock with this statement."""
    query = "select count(*) > 0 from pg_stat_activity where wait_event_type = 'Lock' and query ilike $1"
    async with world.database(schema) as conn:
        await until(lambda: conn.fetchval(query, f"%{statement}%"), True, 30, f"nobody waits in {statement}")


async def end_sessions(world: World, role: str) -> None:
    """Postgres would still carry out what a dead client asked for: its sessions end with it."""
    async with world.database(role) as conn:
        await conn.execute("select pg_terminate_backend(pid) from pg_stat_activity where usename = $1", role)


async def test_killed_between_commit_and_publish(world: World) -> None:
    agreements = world.stack.services["agreements"]
    world.stack.broker.pause()
    try:
        async with world.client("agreements", "clerk") as client:
            organisation = await register(client, "killed-before-publish")
            await rename(client, organisation, 1)
        assert await world.value("agreements", "select count(*) from outbox where key = $1", organisation) == 2
        agreements.kill()
    finally:
        world.stack.broker.resume()
    await asyncio.to_thread(agreements.start)
    await world.outbox_empty("agreements")
    await world.wait_for("training", KNOWN, organisation, equals="Number 1")
    published = by_key(await world.messages(TOPIC), {organisation})[organisation]
    assert first_occurrences(published) == [1, 2], "what the dead process had sent without an answer may come twice"


async def test_killed_between_publish_and_delete(world: World) -> None:
    agreements = world.stack.services["agreements"]
    world.stack.broker.pause()
    async with world.client("agreements", "clerk") as client, world.database("agreements") as admin:
        try:
            organisation = await register(client, "killed-before-delete")
            blocking = admin.transaction()
            await blocking.start()
            await admin.execute("select from outbox where key = $1 for update", organisation)
        finally:
            world.stack.broker.resume()
        await waiting_for_lock(world, "agreements", "delete from outbox")
        agreements.kill()
        await end_sessions(world, "agreements")
        await blocking.rollback()
    await asyncio.to_thread(agreements.start)
    await world.outbox_empty("agreements")
    await world.wait_for("training", KNOWN, organisation, equals="Number 0")
    assert by_key(await world.messages(TOPIC), {organisation}) == {organisation: [1, 1]}, "published again"
    event_id = await world.value("agreements", "select event_id::text from journal where key = $1", organisation)
    assert await world.value("training", "select count(*) from inbox where id = $1", event_id) == 1


async def test_killed_between_consume_and_commit(world: World) -> None:
    training = world.stack.services["training"]
    async with world.client("agreements", "clerk") as client:
        async with held(world, "training", "organisations"):
            organisation = await register(client, "killed-before-commit")
            await waiting_for_lock(world, "training", "organisations")
            training.kill()
            await end_sessions(world, "training")
        assert await world.value("training", KNOWN, organisation) is None
        await asyncio.to_thread(training.start)
        await world.wait_for("training", KNOWN, organisation, equals="Number 0")
        await rename(client, organisation, 1)
        await world.wait_for("training", KNOWN, organisation, equals="Number 1")


async def test_sigterm_while_handling_finishes_or_redelivers(world: World) -> None:
    training = world.stack.services["training"]
    async with world.client("agreements", "clerk") as client:
        async with held(world, "training", "organisations"):
            organisation = await register(client, "asked-to-stop")
            await waiting_for_lock(world, "training", "organisations")
            stopping = asyncio.create_task(asyncio.to_thread(training.stop, 60))
            await asyncio.sleep(0.5)
        await stopping
        await asyncio.to_thread(training.start)
        await world.wait_for("training", KNOWN, organisation, equals="Number 0")


async def test_broker_stopped_for_20_seconds_under_load(world: World) -> None:
    async with world.client("agreements", "clerk", url=world.stack.origin) as client:  # by the gateway
        organisations = [await register(client, f"under-load-{n}") for n in range(8)]
        stop = asyncio.Event()

        async def load(organisation: str) -> int:
            number = 0
            while not stop.is_set():
                number += 1
                await rename(client, organisation, number)
                await asyncio.sleep(0.05)
            return number

        writing = [asyncio.create_task(load(organisation)) for organisation in organisations]
        await asyncio.sleep(1)
        await asyncio.to_thread(world.stack.broker.kill)
        await asyncio.sleep(20)
        await asyncio.to_thread(world.stack.broker.start)
        await asyncio.sleep(1)
        stop.set()
        last = await asyncio.gather(*writing)
    assert min(last) > 20, "commands went on while the broker was away"
    await world.outbox_empty("agreements", seconds=90)
    for organisation, number in zip(organisations, last, strict=True):
        await world.wait_for("training", KNOWN, organisation, equals=f"Number {number}", seconds=90)
    seen = by_key(await world.messages(TOPIC), set(organisations))
    for organisation, number in zip(organisations, last, strict=True):
        assert first_occurrences(seen[organisation]) == list(range(1, number + 2)), "all, and in order"


async def test_two_relays_keep_the_order_of_each_key(world: World) -> None:
    other = world.replica("agreements", free_port(), "second")
    await asyncio.to_thread(other.start)
    try:
        async with (
            world.client("agreements", "clerk") as one,
            world.client("agreements", "clerk", url=other.url) as two,
        ):
            organisations = [await register(one, f"two-relays-{n}") for n in range(5)]

            async def load(organisation: str) -> None:
                for number in range(1, 41):
                    await rename(one if number % 2 or number > 20 else two, organisation, number)

            loads = [asyncio.create_task(load(organisation)) for organisation in organisations]
            await asyncio.sleep(0.5)
            assert await _relays_active(world, other.url) == 1
            await asyncio.gather(*loads)
    finally:
        await asyncio.to_thread(other.stop)
    await world.outbox_empty("agreements")
    seen = by_key(await world.messages(TOPIC), set(organisations))
    assert {key: first_occurrences(numbers) for key, numbers in seen.items()} == {
        organisation: list(range(1, 42)) for organisation in organisations
    }


async def test_the_standby_relay_takes_over_from_a_killed_one(world: World) -> None:
    other = world.replica("agreements", free_port(), "standby")
    await asyncio.to_thread(other.start)
    try:
        world.stack.services["agreements"].kill()
        async with world.client("agreements", "clerk", url=other.url) as client:
            organisation = await register(client, "taken-over")
            await world.outbox_empty("agreements")
            await world.wait_for("training", KNOWN, organisation, equals="Number 0")
    finally:
        await asyncio.to_thread(other.stop)
        await asyncio.to_thread(world.stack.services["agreements"].start)


async def _relays_active(world: World, other: str) -> float:
    total = 0.0
    for url in (world.stack.urls["agreements"], other):
        async with httpx.AsyncClient() as client:
            text = (await client.get(f"{url}/metrics")).text
        total += sum(float(line.split()[1]) for line in text.splitlines() if line.startswith("masohi_relay_active "))
    return total


async def test_a_poison_message_harms_only_itself_and_is_replayed_when_its_cause_is_gone(world: World) -> None:
    async with world.database("training") as admin, world.client("agreements", "clerk") as client:
        await admin.execute("alter table organisations add constraint broken check (code <> 'poison')")
        poison = await register(client, "poison")
        following = await register(client, "after-the-poison")
        await world.wait_for("training", KNOWN, following, equals="Number 0")
        async with world.client("training", "operator") as operator:
            letters = (await operator.get("/training/dead-letters")).json()["items"]
            assert [letter["reason"] for letter in letters] == ["CheckViolationError"]
            replay = f"/training/dead-letters/{letters[0]['id']}/replay"
            assert (await operator.post(replay)).status_code == 409, "the cause is still there"
            await admin.execute("alter table organisations drop constraint broken")
            assert (await operator.post(replay)).status_code == 204
            assert (await operator.post(replay)).status_code == 409
            assert (await operator.get("/training/dead-letters")).json()["items"] == []
        assert await admin.fetchval(KNOWN, poison) == "Number 0"


async def test_bytes_that_are_no_event_go_to_the_dead_letters(world: World) -> None:
    bad = b"\xff\xfe not json"
    await world.publish(TOPIC, bad, [("ce_id", b"\xff"), ("content-type", b"application/json")])
    await world.wait_for("training", "select count(*) from dead_letters where value = $1", bad, equals=1)
    await world.value("training", "delete from dead_letters where value = $1", bad)


async def test_postgres_stopped_and_back(world: World) -> None:
    async with world.client("agreements", "clerk") as client:
        organisation = await register(client, "database-gone")
        await asyncio.to_thread(world.stack.postgres.stop)
        answer = await client.put(f"/agreements/organisations/{organisation}", json={"name": "Never"})
        assert answer.status_code == 503
        assert answer.headers["content-type"] == "application/problem+json"
        await asyncio.to_thread(world.stack.postgres.start)

        async def renamed() -> int:
            body = {"name": "Number 1"}
            return (await client.put(f"/agreements/organisations/{organisation}", json=body)).status_code

        await until(renamed, 200, 30, "agreements does not come back")
    await world.wait_for("training", KNOWN, organisation, equals="Number 1")


async def test_every_role_sees_its_own_schema_only(world: World) -> None:
    conn = await asyncpg.connect(world.stack.dsn("training"))
    try:
        for table in ("agreements.journal", "community_service.journal", "notifications.journal"):
            try:
                await conn.fetch(f"select * from {table}")
            except asyncpg.InsufficientPrivilegeError:
                continue
            raise AssertionError(f"training reads {table}")
    finally:
        await conn.close()
