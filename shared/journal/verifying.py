"""The worker behind stored verifications. It takes half of the time at most: requests go on beside it.

Whoever holds the lock is the one that verifies, among all replicas. The lock goes with the connection, so a run that
still says "running" when the lock is free lost its process: it is marked as broken off.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from uuid import UUID

from shared.clock import Clock
from shared.journal import runs
from shared.journal.verification import Findings, verify_journal
from shared.metrics import VERIFICATIONS
from shared.postgres.pool import TRANSIENT, Connection, Pool
from shared.seal_key import Trust

log = logging.getLogger(__name__)

LOCK = "select pg_try_advisory_xact_lock(hashtext('masohi-verification'), hashtext(current_schema))"
_ASKED = "select exists (select from verification_runs where state in ('waiting', 'running'))"
_POLL_S = 2.0
_CHUNK = 200
_SAID_S = 1.0
"""How often progress is written down."""


class Verifying:
    """One per process. `name` is the journal's in its seals, `keys` whose signatures count."""

    def __init__(self, name: str, keys: Trust) -> None:
        self._name, self._keys = name, keys

    async def run(self, pool: Pool, clock: Clock, committed: Callable[[], None]) -> None:
        """Does what is asked for until cancelled."""
        del committed
        while True:
            try:
                await self.turn(pool, clock)
            except TRANSIENT as error:
                log.warning("a verification was interrupted", extra={"error": repr(error)})
            await asyncio.sleep(_POLL_S)

    async def turn(self, pool: Pool, clock: Clock) -> UUID | None:
        """Marks what broke off, and does what waits. Returns the run that it finished."""
        if not await pool.fetchval(_ASKED):
            return None
        async with pool.acquire() as conn, conn.transaction(isolation="repeatable_read", readonly=True):
            if not await conn.fetchval(LOCK):
                return None
            await _break_off(pool, clock)
            async with pool.acquire() as other:
                run_id = await runs.begin(other, clock.now())
            return await self._verify(conn, pool, clock, run_id) if run_id else None

    async def _verify(self, conn: Connection, pool: Pool, clock: Clock, run_id: UUID) -> UUID | None:
        try:
            found = await verify_journal(conn, self._name, self._keys, _Progress(pool, run_id), _CHUNK)
        except Exception:
            log.exception("a verification broke off", extra={"run": str(run_id)})
            await _break_off(pool, clock)
            return None
        await _finish(pool, clock, run_id, found)
        return run_id


class _Progress:
    """Rests for as long as the chunk took, and writes down how far the run has come."""

    def __init__(self, pool: Pool, run_id: UUID) -> None:
        self._pool, self._run_id = pool, run_id
        self._since = self._said = time.monotonic()

    async def __call__(self, facts: int, position: int) -> None:
        now = time.monotonic()
        await asyncio.sleep(now - self._since)
        if now - self._said >= _SAID_S:
            async with self._pool.acquire() as conn:
                await runs.advance(conn, self._run_id, facts, position)
            self._said = now
        self._since = time.monotonic()


async def _break_off(pool: Pool, clock: Clock) -> None:
    async with pool.acquire() as conn:
        broken = await runs.break_off(conn, clock.now())
    if broken:
        log.warning("a verification was broken off", extra={"run": str(broken[0])})
        VERIFICATIONS.labels("broken off").inc()


async def _finish(pool: Pool, clock: Clock, run_id: UUID, found: Findings) -> None:
    async with pool.acquire() as conn:
        await runs.finish(conn, run_id, found, clock.now())
    VERIFICATIONS.labels("fits" if found.fits else "differs").inc()
