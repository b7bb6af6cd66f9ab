"""Time-driven work: each due thing once, with any number of replicas, and one failing job stops no other."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

import asyncpg
import pytest
from prometheus_client import REGISTRY

from shared.clock import SimulatedClock
from shared.context import trace
from shared.journal import journal
from shared.postgres.pool import Connection
from shared.postgres.scheduler import Job, Scheduler, once_a_minute
from tests.support.harness import START, Harness
from tests.support.tiny import Noted


async def do_due(conn: Connection, now: datetime) -> int:
    """A job as the services write them: claims one thing that was never touched, and touches it."""
    thing = await conn.fetchval("select id from things where touched = 0 order by id limit 1 for update skip locked")
    if thing is None:
        return 0
    await conn.execute("update things set touched = touched + 1 where id = $1", thing)
    await journal.append(conn, [Noted(thing_id=thing)], actor="system", now=now)
    return 1


async def refused(conn: Connection, now: datetime) -> int:
    await conn.execute("update things set label = 'half done'")
    raise ValueError("broken")


async def interrupted(conn: Connection, now: datetime) -> int:
    raise ConnectionResetError


def scheduler(h: Harness, *jobs: Job) -> Scheduler:
    return Scheduler(h.pool, h.clock, jobs, 3600, lambda: None)


async def due(h: Harness, count: int) -> None:
    await h.pool.execute("insert into things select gen_random_uuid(), 'due', 0 from generate_series(1, $1)", count)


async def test_all_that_is_due_is_done_and_then_nothing(h: Harness) -> None:
    await due(h, 5)
    assert await scheduler(h, do_due).tick() == 5
    assert await scheduler(h, do_due).tick() == 0


async def test_two_replicas_at_once_do_each_thing_once(h: Harness) -> None:
    await due(h, 20)
    assert sum(await asyncio.gather(*[scheduler(h, do_due).tick() for _ in range(3)])) == 20
    assert await h.pool.fetchval("select array_agg(distinct touched) from things") == [1]
    assert len(await h.facts()) == 20


@pytest.mark.parametrize("broken", [refused, interrupted])
async def test_a_failing_job_stops_no_other_and_leaves_nothing_half_done(h: Harness, broken: Job) -> None:
    await due(h, 2)
    assert await scheduler(h, broken, do_due, broken).tick() == 2
    assert await h.pool.fetchval("select count(*) from things where label = 'due' and touched = 1") == 2


async def test_a_job_that_hangs_and_those_behind_it_are_counted_at_nought(h: Harness) -> None:
    began = asyncio.Event()

    async def hangs(conn: Connection, now: datetime) -> int:
        began.set()
        await asyncio.Event().wait()
        return 0

    async def behind(conn: Connection, now: datetime) -> int:
        return 0

    running = asyncio.create_task(scheduler(h, hangs, behind).run())
    await began.wait()
    for job in ("hangs", "behind"):
        assert REGISTRY.get_sample_value("masohi_job_runs_total", {"job": job, "outcome": "done"}) == 0
    running.cancel()


async def test_a_job_that_meets_a_conflict_is_run_again(h: Harness) -> None:
    errors = [asyncpg.DeadlockDetectedError("x"), asyncpg.SerializationError("x")]
    await due(h, 1)

    async def unlucky(conn: Connection, now: datetime) -> int:
        done = await do_due(conn, now)
        if errors:
            raise errors.pop()
        return done

    assert await scheduler(h, unlucky).tick() == 1
    assert len(await h.facts()) == 1


async def test_each_run_is_a_story_of_its_own_at_the_clocks_time(h: Harness) -> None:
    seen: list[tuple[str, bool]] = []

    async def job(conn: Connection, now: datetime) -> int:
        seen.append((trace().correlation_id, now <= h.clock.now()))
        return 0

    await scheduler(h, job, job).tick()
    assert [punctual for _, punctual in seen] == [True, True]
    assert len({story for story, _ in seen}) == 2
    assert all(story for story, _ in seen)


async def test_the_relay_is_woken_after_each_commit(h: Harness) -> None:
    await due(h, 2)
    woken: list[int] = []
    await Scheduler(h.pool, SimulatedClock(), [do_due], 3600, lambda: woken.append(1)).tick()
    assert len(woken) == 2


async def test_the_storys_clock_moves_and_what_falls_due_is_done(h: Harness) -> None:
    moved = await h.put("/agreements/clock", {"now": "2027-01-01T00:00:00+09:00"}, "operator")
    assert moved["done"] == 0
    assert moved["now"].startswith("2026-12-31T15:00:0")
    await h.put("/agreements/clock", {"now": "2027-01-01T00:00:00"}, "operator", status=422)
    await h.put("/agreements/clock", {"now": None}, "clerk", status=403)


async def test_a_job_that_only_looks_does_so_once_a_minute(h: Harness) -> None:
    looks: list[datetime] = []

    async def look(_conn: Connection, now: datetime) -> int:
        looks.append(now)
        return 0

    seldom = once_a_minute(look)
    for seconds, seen in ((0, 1), (59, 1), (61, 2), (62, 2), (-3600, 3)):
        h.clock.set(START + timedelta(seconds=seconds))
        await scheduler(h, seldom).tick()
        assert len(looks) == seen, seconds
    assert REGISTRY.get_sample_value("masohi_job_seconds_count", {"job": "look"}) == 5


async def test_a_turn_that_takes_long_makes_the_next_one_late(h: Harness) -> None:
    turns = asyncio.Event()

    async def slow(_conn: Connection, _now: datetime) -> int:
        if (REGISTRY.get_sample_value("masohi_scheduler_delay_seconds") or 0.0) >= 0.25:
            turns.set()
        await asyncio.sleep(0.25)
        return 0

    running = asyncio.create_task(Scheduler(h.pool, h.clock, [slow], 0.01, lambda: None).run())
    try:
        await asyncio.wait_for(turns.wait(), 20)
    finally:
        running.cancel()
    assert (REGISTRY.get_sample_value("masohi_scheduler_delay_seconds") or 0.0) >= 0.25
