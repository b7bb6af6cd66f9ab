"""Verifications that are stored: asked for, done by a worker one at a time, and marked where their process ended."""

from __future__ import annotations

import asyncio
from typing import Any
from uuid import UUID

import asyncpg
import pytest
from prometheus_client import REGISTRY

from shared.journal import verifying
from shared.journal.verifying import LOCK, Verifying
from tests.conftest import RunService
from tests.service.shared.journal.sealing import KEY, days, fact, mark
from tests.support.databases import Databases
from tests.support.harness import Harness
from tests.support.scenes import SCENES
from tests.support.tiny import superuser

PATH = "/agreements/journal/verifications"


def ended(outcome: str) -> float:
    return REGISTRY.get_sample_value("masohi_journal_verifications_total", {"outcome": outcome}) or 0.0


async def asked(h: Harness, **who: Any) -> dict[str, Any]:
    run: dict[str, Any] = await h.post(PATH, None, "auditor", status=202, **who)
    return run


async def test_it_waits_runs_and_says_what_it_found(h: Harness) -> None:
    await days(h)
    run, before = await asked(h, subject="auditor-1"), ended("fits")
    assert (run["state"], run["asked_by"], run["percent"], run["fits"]) == ("waiting", "auditor-1", 0, None)
    assert str(await h.verify()) == run["id"]
    found = await h.get(f"{PATH}/{run['id']}", "operator")
    assert (found["state"], found["percent"], found["fits"], found["facts"]) == ("finished", 100, True, 9)
    assert found["asked_at"] <= found["started_at"] <= found["ended_at"]
    assert found["findings"] == await h.get("/agreements/journal/verification", "auditor"), "as the other route says"
    assert await h.verify() is None
    assert ended("fits") == before + 1


async def test_what_differs_is_kept_with_its_days(h: Harness, databases: Databases) -> None:
    await days(h)
    async with superuser(databases, h) as conn:
        await conn.execute(f"update journal set actor = 'x' {fact(2)}")
    run = await asked(h)
    await h.verify()
    found = await h.get(f"{PATH}/{run['id']}", "auditor")
    assert (found["fits"], found["broken_days"]) == (False, ["2026-02-10"])
    assert [(flaw["key"], flaw["version"]) for flaw in found["findings"]["flaws"]] == [(KEY, 2)]


async def test_one_at_a_time_and_the_newest_is_shown_first(h: Harness) -> None:
    first = await asked(h)
    refused = await h.post(PATH, None, "auditor", status=409)
    assert refused["title"] == "run-under-way"
    await h.verify()
    second = await asked(h)
    listed = await h.get(f"{PATH}?limit=1", "auditor")
    assert [run["id"] for run in listed["items"]] == [second["id"]]
    rest = await h.get(f"{PATH}?limit=1&after={listed['next']}", "auditor")
    assert ([run["id"] for run in rest["items"]], rest["next"]) == ([first["id"]], None)


async def test_of_many_who_ask_at_once_one_is_taken(h: Harness) -> None:
    answers = await asyncio.gather(*[h.client.post(PATH, headers=h.token("auditor")) for _ in range(6)])
    assert sorted(answer.status_code for answer in answers) == [202, *[409] * 5]


async def test_a_key_that_is_sent_twice_asks_once(h: Harness) -> None:
    headers = {"idempotency-key": "k1"}
    assert await asked(h, headers=headers) == await asked(h, headers=headers)


async def test_a_run_whose_process_ended_is_marked_and_the_next_one_begins(h: Harness) -> None:
    run, before = await asked(h), ended("broken off")
    await h.pool.execute("update verification_runs set state = 'running', started_at = asked_at")
    assert await h.verify() is None
    found = await h.get(f"{PATH}/{run['id']}", "auditor")
    assert (found["state"], found["fits"], found["findings"]) == ("broken_off", None, None)
    assert found["ended_at"]
    assert ended("broken off") == before + 1
    again = await asked(h)
    assert str(await h.verify()) == again["id"]


async def test_what_another_replica_is_doing_is_left_alone(h: Harness) -> None:
    run = await asked(h)
    async with h.pool.acquire() as other, other.transaction():
        assert await other.fetchval(LOCK)
        assert await h.verify() is None
        assert (await h.get(f"{PATH}/{run['id']}", "auditor"))["state"] == "waiting"
    assert str(await h.verify()) == run["id"]


async def test_progress_is_written_down_while_it_runs(h: Harness, monkeypatch: pytest.MonkeyPatch) -> None:
    await days(h)
    monkeypatch.setattr(verifying, "_CHUNK", 3)
    monkeypatch.setattr(verifying, "_SAID_S", 0.0)
    run, seen = await asked(h), list[dict[str, Any]]()
    rest = asyncio.sleep

    async def look(_: float) -> None:
        seen.append(await h.get(f"{PATH}/{run['id']}", "auditor"))
        await rest(0)

    monkeypatch.setattr("shared.journal.verifying.asyncio.sleep", look)
    await h.verify()
    assert [(each["state"], each["facts"], each["percent"]) for each in seen] == [
        ("running", 0, 0),
        ("running", 3, 33),
        ("running", 6, 66),
    ]


async def test_a_verification_that_fails_is_broken_off_and_the_worker_lives(
    h: Harness, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = await asked(h)

    async def fail(*_: object) -> None:
        raise KeyError("x")

    monkeypatch.setattr(verifying, "verify_journal", fail)
    assert await h.verify() is None
    assert (await h.get(f"{PATH}/{run['id']}", "auditor"))["state"] == "broken_off"


async def test_the_worker_takes_what_is_asked_and_a_kill_in_the_middle_is_seen(
    h: Harness, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verifying, "_POLL_S", 0.01)
    monkeypatch.setattr(verifying, "_CHUNK", 1)
    await mark(h, "a")
    reached, never = asyncio.Event(), asyncio.Event()

    async def stop(self: object, facts: int, position: int) -> None:
        del self, facts, position
        reached.set()
        await never.wait()

    async def worker() -> None:
        await Verifying(h.service.journal, h.trust).run(h.pool, h.clock, lambda: None)

    with monkeypatch.context() as patched:
        patched.setattr(verifying._Progress, "__call__", stop)
        killed = asyncio.create_task(worker())
        run = await asked(h)
        await reached.wait()
        killed.cancel()
        await asyncio.gather(killed, return_exceptions=True)
    assert (await h.get(f"{PATH}/{run['id']}", "auditor"))["state"] == "running"
    after = asyncio.create_task(worker())
    while (found := await h.get(f"{PATH}/{run['id']}", "auditor"))["state"] == "running":
        await asyncio.sleep(0.01)
    assert found["state"] == "broken_off"
    again = await asked(h)
    while (found := await h.get(f"{PATH}/{again['id']}", "auditor"))["state"] != "finished":
        await asyncio.sleep(0.01)
    after.cancel()
    await asyncio.gather(after, return_exceptions=True)
    assert found["fits"]


@pytest.mark.parametrize(
    "statement",
    [
        "delete from verification_runs",
        "update verification_runs set findings = '{}'",
        "update verification_runs set state = 'waiting', findings = null, ended_at = null",
    ],
)
async def test_what_was_found_stays(h: Harness, statement: str) -> None:
    await asked(h)
    await h.verify()
    with pytest.raises(asyncpg.InsufficientPrivilegeError, match="stays"):
        await h.pool.execute(statement)


@pytest.mark.parametrize("service", ["community_service", "notifications"])
async def test_a_sealed_service_and_one_that_is_not(harness: RunService, service: str) -> None:
    built, furnish = SCENES[service]
    async with harness(built) as h:
        await furnish(h)
        path = f"{h.service.prefix}/journal/verifications"
        for role in ("coordinator", "prosecutor", "data_officer"):
            await h.post(path, None, role, status=403)
            await h.get(path, role, status=403)
        run = await h.post(path, None, "operator", status=202)
        await h.verify()
        found = await h.get(f"{path}/{run['id']}", "auditor")
        assert (found["fits"], found["facts"]) == (True, len(await h.facts()))
        await h.get(f"{path}/{UUID(int=1)}", "auditor", status=404)
        for odd in ("/x", "?after=x", "?limit=0", "?state=finished"):
            await h.get(path + odd, "auditor", status=422)
