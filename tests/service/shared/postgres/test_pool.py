"""Transactions: again after a conflict, never after anything else, and no session is left in a state."""

from __future__ import annotations

import asyncio

import asyncpg
import pytest
from prometheus_client import REGISTRY

from shared.errors import ConcurrentChange
from shared.postgres.pool import TRANSIENT, Connection, in_transaction, transaction
from tests.support.harness import Harness
from tests.support.tiny import OTHER, THING, until_blocked

CONFLICTS = [asyncpg.SerializationError("x"), asyncpg.DeadlockDetectedError("x"), ConcurrentChange()]
PUT = "insert into things values ($1, $2, 0)"


class Work:
    """Writes, then fails so many times with an error."""

    def __init__(self, error: Exception, times: int) -> None:
        self.error, self.times, self.tries = error, times, 0

    async def __call__(self, conn: Connection) -> str:
        self.tries += 1
        await conn.execute(PUT, THING, f"try {self.tries}")
        if self.tries <= self.times:
            raise self.error
        return "done"


def retries() -> float:
    return REGISTRY.get_sample_value("masohi_retries_total", {"what": "transaction"}) or 0.0


async def label(h: Harness) -> str | None:
    found: str | None = await h.pool.fetchval("select label from things")
    return found


@pytest.mark.parametrize("error", CONFLICTS, ids=lambda error: type(error).__name__)
async def test_a_conflict_is_tried_again(h: Harness, error: Exception) -> None:
    before = retries()
    assert await in_transaction(h.pool, Work(error, 4)) == "done"
    assert await label(h) == "try 5"
    assert retries() - before == 4


@pytest.mark.parametrize("error", CONFLICTS, ids=lambda error: type(error).__name__)
async def test_five_conflicts_are_a_refusal(h: Harness, error: Exception) -> None:
    work = Work(error, 99)
    with pytest.raises(ConcurrentChange):
        await in_transaction(h.pool, work)
    assert (work.tries, await label(h)) == (5, None)


@pytest.mark.parametrize(
    "error", [ValueError("x"), asyncpg.UniqueViolationError("x"), ConnectionResetError("x")], ids=repr
)
async def test_any_other_error_is_raised_at_once_and_undone(h: Harness, error: Exception) -> None:
    work = Work(error, 99)
    with pytest.raises(type(error)):
        await in_transaction(h.pool, work)
    assert (work.tries, await label(h)) == (1, None)


async def test_a_real_deadlock_ends_well_for_both(h: Harness) -> None:
    await h.pool.executemany(PUT, [(THING, "a"), (OTHER, "b")])
    both_hold_one, tries = asyncio.Barrier(2), [0]

    async def touch(conn: Connection, *things: object) -> None:
        tries[0] += 1
        for thing in things:
            await conn.execute("update things set touched = touched + 1 where id = $1", thing)
            if tries[0] <= 2 and thing == things[0]:
                await both_hold_one.wait()

    await asyncio.gather(
        in_transaction(h.pool, lambda conn: touch(conn, THING, OTHER)),
        in_transaction(h.pool, lambda conn: touch(conn, OTHER, THING)),
    )
    assert await h.pool.fetchval("select array_agg(touched) from things") == [2, 2]
    assert tries == [3]


async def test_a_pool_sees_its_schema_only_and_counts_in_utc(h: Harness) -> None:
    assert await h.pool.fetchval("select current_schemas(false)") == ["agreements"]
    assert await h.pool.fetchval("show timezone") == "UTC"
    assert await h.pool.fetchval("show statement_timeout") == "10s"


async def test_a_cancelled_transaction_leaves_no_session_in_it(h: Harness) -> None:
    await h.pool.execute(PUT, THING, "a")

    async def locked() -> None:
        async with transaction(h.pool) as conn:
            await conn.execute("select from things for update")

    async with transaction(h.pool) as conn:
        await conn.execute("select from things for update")
        waiting = asyncio.create_task(locked())
        await until_blocked(h)
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
    left = "select count(*) from pg_stat_activity where datname = current_database() and state like 'idle in%'"
    assert await h.pool.fetchval(left) == 0


async def test_a_killed_connection_is_worth_another_try_and_is_replaced(h: Harness) -> None:
    with pytest.raises(TRANSIENT):
        await h.pool.execute("select pg_terminate_backend(pg_backend_pid())")
    assert await h.pool.fetchval("select 1") == 1
