"""The daily seal: made once for each day, and published."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from shared.clock import midnight
from shared.journal import journal
from shared.journal.seal import of_fact, sealing
from shared.postgres.scheduler import Scheduler
from tests.service.shared.journal.sealing import (
    MONDAY,
    OURS,
    local,
    mark,
    sealed,
    verified,
)
from tests.support.harness import Harness
from tests.support.tiny import OTHER, Marked, Sealed


async def test_a_day_is_sealed_at_local_midnight_and_not_before(h: Harness) -> None:
    h.clock.set(local(MONDAY, 10))
    await mark(h, "a")
    h.clock.set(midnight(MONDAY + timedelta(days=1)) - timedelta(seconds=1))
    assert await h.seal() == 0
    h.clock.set(midnight(MONDAY + timedelta(days=1)))
    assert (await h.seal(), await h.seal()) == (1, 0)
    (fact,) = await sealed(h)
    assert (fact["journal"], fact["number"], fact["day"]) == ("agreements", 1, "2026-02-09")
    assert (fact["position"], fact["heads"], fact["previous"]) == (1, 1, None)
    assert (fact["key_id"], fact["hash"]) == (OURS.key_id, of_fact(fact).hash.hex())


async def test_an_empty_journal_has_no_first_day(h: Harness) -> None:
    assert await h.seal() == 0


async def test_replicas_make_one_seal(h: Harness, caplog: pytest.LogCaptureFixture) -> None:
    """The constraints would refuse a second one; the lock sees to it that nobody tries."""
    h.clock.set(local(MONDAY, 10))
    await mark(h, "a")
    h.clock.set(local(MONDAY + timedelta(days=3), 1))
    replicas = [Scheduler(h.pool, h.clock, [sealing("agreements", OURS, Sealed)], 3600, lambda: None) for _ in range(4)]
    assert sum(await asyncio.gather(*[replica.tick() for replica in replicas])) == 3
    assert [fact["number"] for fact in await sealed(h)] == [1, 2, 3]
    assert "work failed" not in caplog.text
    assert (await verified(h)).fits


async def test_after_an_outage_every_missed_day_has_its_seal_of_what_had_happened_by_then(h: Harness) -> None:
    for number, label in ((0, "a"), (2, "b")):
        h.clock.set(local(MONDAY + timedelta(days=number), 10))
        await mark(h, label)
    h.clock.set(local(MONDAY + timedelta(days=4), 9))
    await mark(h, "c")
    assert await h.seal() == 4
    assert [(fact["day"][-2:], fact["position"]) for fact in await sealed(h)] == [
        ("09", 1),
        ("10", 1),
        ("11", 2),
        ("12", 2),
    ]
    assert {fact["sealed_at"][:10] for fact in await sealed(h)} == {"2026-02-13"}, "it says when it was made"
    assert (await verified(h)).fits


async def test_a_fact_on_either_side_of_midnight(h: Harness) -> None:
    night = midnight(MONDAY + timedelta(days=1))
    await mark(h, "before", now=night - timedelta(microseconds=1))
    await mark(h, "after", OTHER, now=night)
    h.clock.set(night + timedelta(hours=1))
    assert await h.seal() == 1
    assert [(fact["position"], fact["heads"]) for fact in await sealed(h)] == [(1, 1)]


async def test_a_fact_that_is_still_under_way_below_the_position_is_waited_for(h: Harness) -> None:
    """Its position is drawn before that of the fact which commits first."""
    h.clock.set(local(MONDAY, 23))
    slow = await h.pool.acquire()
    writing = slow.transaction()
    await writing.start()
    await journal.append(slow, [Marked(thing_id=OTHER, label="slow")], actor="u", now=h.clock.now())
    await mark(h, "quick")
    h.clock.set(midnight(MONDAY + timedelta(days=1)))
    job = asyncio.create_task(h.seal())
    while not await h.pool.fetchval(
        "select count(*) from pg_locks where locktype = 'advisory' and database ="
        " (select oid from pg_database where datname = current_database())"
    ):
        await asyncio.sleep(0.01)
    await asyncio.sleep(0.1)
    assert not job.done()
    await writing.commit()
    await h.pool.release(slow)
    assert await job == 1
    assert [(fact["position"], fact["heads"]) for fact in await sealed(h)] == [(2, 2)]
    assert (await verified(h)).fits
