"""Plans for many: asked for, made one after the other by a worker, and gone on with where a process was killed."""

from __future__ import annotations

import asyncio
import signal
import sys
from typing import Any

import pytest
from prometheus_client import REGISTRY

from services.community_service.domain.plans.batch import Batch
from services.community_service.domain.plans.problem import Answer
from services.community_service.processes.plans_batches import Planning
from shared.tasks import cancelled
from tests.service.community_service import bodies, scene
from tests.service.community_service.callers import BAPAS, COORDINATOR, COUNSELLOR
from tests.service.community_service.client import CommunityServiceClient
from tests.support.databases import Databases
from tests.support.harness import Harness
from tests.support.tiny import until_blocked

Json = dict[str, Any]
MONDAYS = [{"weekday": 1, "starts": "14:00", "ends": "18:00", "capacity": 1}]


async def pronounce(client: CommunityServiceClient, number: int, **changes: Any) -> Json:
    fields = {"verdict_number": f"{number}/Pid.B/2026/PN Amb", "nik": f"81710101019000{number:02}"}
    return await scene.pronounce(client, bodies.verdict(**fields, **changes))


async def planned(h: Harness) -> None:
    while await Planning().turn(h.pool, h.clock):
        pass


async def items(client: CommunityServiceClient, batch: Json, **filters: Any) -> list[Json]:
    found: list[Json] = (await client.list_batch_items(batch["id"], **filters))["items"]
    return found


def counted(outcome: str) -> float:
    return REGISTRY.get_sample_value("masohi_batch_plans_total", {"outcome": outcome}) or 0.0


async def test_a_batch_answers_for_each_person(h: Harness, client: CommunityServiceClient) -> None:
    await scene.open_site(client, slots=MONDAYS)
    adult = await scene.pronounce(client)
    young = await scene.pronounce(client, bodies.child_verdict())
    tight = await pronounce(client, 14, ends_on="2026-03-09")
    long = await pronounce(client, 15, hours=200)
    nobody, before = {"id": str(BAPAS)}, counted("proposed")
    ids = [each["id"] for each in (adult, young, nobody, tight, long, adult)]
    asked = await client.make_plans({"sentence_ids": ids}, status=202)
    assert (asked["state"], asked["total"], asked["done"], asked["started_at"]) == ("waiting", 5, 0, None)
    assert [each["plan"] for each in await items(client, asked)] == [None] * 5
    await planned(h)
    batch = await client.read_batch(asked["id"])
    assert (batch["state"], batch["done"]) == ("finished", 5)
    assert (batch["proposed"], batch["impossible"], batch["refused"]) == (3, 1, 1)
    assert batch["asked_at"] <= batch["started_at"] <= batch["ended_at"]
    answers = await items(client, batch)
    assert [each["sentence_id"] for each in answers] == ids[:5]
    assert answers[2]["refusal"] == "not-found"
    assert answers[4]["plan"]["explanation"]["short_minutes"] > 0
    assert [each["place"] for each in await items(client, batch, outcome="not_planned")] == [2, 4]
    assert [each["place"] for each in await items(client, batch, outcome="proposed", after=0)] == [1, 3]
    taken = [day for each in answers if each["plan"] for day in scene.planned_times(each["plan"])]
    assert len({day[:10] for day in taken}) == len(taken)
    for each in await items(client, batch, outcome="proposed"):
        await client.confirm_plan(each["plan"]["id"])
    assert (await client.read_batch(asked["id"]))["proposed"] == 3, "also those that are confirmed since"
    assert counted("proposed") == before + 3


async def test_only_a_coordinator_asks_and_nobody_is_planned_in_two_batches_at_once(
    h: Harness, client: CommunityServiceClient
) -> None:
    first, second = await pronounce(client, 1), await pronounce(client, 2)
    body = {"sentence_ids": [first["id"]]}
    await client.make_plans(body, caller=COUNSELLOR, status=403)
    batch = await client.make_plans(body)
    both = {"sentence_ids": [first["id"], second["id"]]}
    assert (await client.make_plans(both, caller=COORDINATOR.named("other"), status=409))["title"] == (
        "cases-being-planned"
    )
    await client.make_plans({"sentence_ids": [second["id"]]})
    await planned(h)
    await client.make_plans(both)
    for read in (client.read_batch, client.list_batch_items):
        await read(batch["id"], caller=COUNSELLOR, status=403)
        await read(str(BAPAS), status=404)


async def test_a_person_who_cannot_be_planned_by_our_fault_does_not_stop_the_others(
    h: Harness, client: CommunityServiceClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    await scene.open_site(client)
    good, bad = await pronounce(client, 1), await pronounce(client, 2)
    plan_next = Batch.plan_next

    def broken(self: Batch) -> tuple[int, Answer]:
        if self.next is not None and str(self.problems[self.next].sentence.id) == bad["id"]:
            raise KeyError("a fault of ours")
        return plan_next(self)

    monkeypatch.setattr(Batch, "plan_next", broken)
    batch = await client.make_plans({"sentence_ids": [bad["id"], good["id"]]})
    await planned(h)
    assert [(each["refusal"], bool(each["plan"])) for each in await items(client, batch)] == [
        ("planning-failed", False),
        (None, True),
    ]
    assert (await client.read_batch(batch["id"]))["state"] == "finished"


async def test_two_workers_do_not_plan_at_once(h: Harness, client: CommunityServiceClient) -> None:
    await scene.open_site(client)
    ids = [(await pronounce(client, number))["id"] for number in range(1, 5)]
    batch = await client.make_plans({"sentence_ids": ids})
    turns = await asyncio.gather(*(Planning().turn(h.pool, h.clock) for _ in range(3)))
    assert [str(each) for each in turns if each] == [batch["id"]]
    assert await h.pool.fetchval("select count(*) from plans") == 4


async def test_the_service_has_a_worker_that_begins_by_itself(h: Harness, client: CommunityServiceClient) -> None:
    await scene.open_site(client)
    batch = await client.make_plans({"sentence_ids": [(await pronounce(client, 1))["id"]]})
    (work,) = h.service.workers
    running = asyncio.ensure_future(work(h.pool, h.clock, lambda: None))
    async with asyncio.timeout(30):
        while (await client.read_batch(batch["id"]))["state"] != "finished":
            await asyncio.sleep(0.01)
    await cancelled(running)


_WORKER = """
import asyncio, sys
from datetime import datetime
from services.community_service.processes.plans_batches import Planning
from shared.clock import SimulatedClock
from shared.postgres.pool import open_pool

async def main():
    pool = await open_pool(sys.argv[1], "community_service", size=4, warm=1)
    await Planning().turn(pool, SimulatedClock(datetime.fromisoformat(sys.argv[2])))

asyncio.run(main())
"""


async def test_a_killed_process_loses_nothing_and_nobody_is_planned_twice(
    h: Harness, client: CommunityServiceClient, databases: Databases
) -> None:
    await scene.open_site(client)
    ids = [(await pronounce(client, number))["id"] for number in range(1, 7)]
    batch = await client.make_plans({"sentence_ids": ids})
    dsn = databases.dsn("community_service", await h.pool.fetchval("select current_database()"))
    async with h.pool.acquire() as conn:
        lock = conn.transaction()
        await lock.start()
        await conn.execute("select from plan_batch_items where place = 3 for update")  # the worker waits at this one
        worker = await asyncio.create_subprocess_exec(sys.executable, "-c", _WORKER, dsn, h.clock.now().isoformat())
        await until_blocked(h)
        worker.send_signal(signal.SIGKILL)
        assert await worker.wait() == -signal.SIGKILL
        await lock.rollback()
    half = await client.read_batch(batch["id"])
    assert (half["state"], half["done"] < 6) == ("running", True)
    kept = {each["sentence_id"]: each["plan"]["id"] for each in await items(client, batch) if each["plan"]}
    assert len(kept) == half["done"]
    async with asyncio.timeout(30):  # the lock is free once the server has seen that its holder is gone
        while (await client.read_batch(batch["id"]))["state"] != "finished":
            await planned(h)
    answers = {each["sentence_id"]: each["plan"]["id"] for each in await items(client, batch)}
    assert set(answers) == set(ids)
    assert answers | kept == answers, "who had an answer keeps it"
    assert await h.pool.fetchval("select count(*) from plans") == 6


async def test_a_plan_that_is_confirmed_meanwhile_stays_and_takes_its_seats(
    h: Harness, client: CommunityServiceClient
) -> None:
    """The process died after the first person; a counsellor confirmed that plan before the next process went on."""
    await scene.open_site(client, slots=MONDAYS)
    first, second = await pronounce(client, 1), await pronounce(client, 2)
    batch = await client.make_plans({"sentence_ids": [first["id"], second["id"]]})
    await planned(h)
    (mine, other) = await items(client, batch)
    await h.pool.execute("update plan_batches set state = 'running', ended_at = null")
    await h.pool.execute("update plan_batch_items set plan_id = null where place = 1")
    await h.pool.execute("delete from plans where id = $1", other["plan"]["id"])
    await client.confirm_plan(mine["plan"]["id"])
    await planned(h)
    (still, anew) = await items(client, batch)
    assert still["plan"]["id"] == mine["plan"]["id"]
    assert still["plan"]["state"] == "confirmed"
    taken = scene.planned_times(still["plan"]) + scene.planned_times(anew["plan"])
    assert len({day[:10] for day in taken}) == len(taken)
    await client.confirm_plan(anew["plan"]["id"])
