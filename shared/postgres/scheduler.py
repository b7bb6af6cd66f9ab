"""Time-driven work: every few seconds each job claims what is due in SQL (`for update skip locked`) and does it.

A job is `async def job(conn, now) -> int`, how many things it did. It is safe with several replicas because the claim
is; it is late, never lost, after an outage because "due" is a column, not a timer.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from functools import wraps

from shared.clock import Clock
from shared.context import Trace, tracing
from shared.ids import new_id
from shared.metrics import JOB_DONE, JOB_RUNS, JOB_SECONDS, SCHEDULER_DELAY
from shared.postgres.pool import TRANSIENT, Connection, Pool, in_transaction

log = logging.getLogger(__name__)

_SELDOM_S = 60

Job = Callable[[Connection, datetime], Awaitable[int]]


def once_a_minute(job: Job) -> Job:
    """A job that only looks, for the operator's eyes: its figures need no more. A clock that is moved counts."""
    looked: list[datetime] = []

    @wraps(job)
    async def seldom(conn: Connection, now: datetime) -> int:
        if looked and abs((now - looked[-1]).total_seconds()) < _SELDOM_S:
            return 0
        done = await job(conn, now)
        looked[:] = [now]
        return done

    return seldom


class Scheduler:
    """Runs the jobs of a service every `interval_s` seconds."""

    def __init__(
        self, pool: Pool, clock: Clock, jobs: Sequence[Job], interval_s: float, committed: Callable[[], None]
    ) -> None:
        self._pool, self._clock, self._jobs = pool, clock, jobs
        self._interval_s, self._committed = interval_s, committed

    async def run(self) -> None:
        """Runs until cancelled; a failing job is logged and tried again at the next turn."""
        for job in self._jobs:
            JOB_RUNS.labels(_name(job), "done")  # there at 0: one that never comes to its end is noticed
        due = time.monotonic()
        while True:
            began = time.monotonic()
            SCHEDULER_DELAY.set(began - due)
            due = began + self._interval_s
            await self.tick()
            await asyncio.sleep(self._interval_s)

    async def tick(self) -> int:
        """Does all that is due now; returns how many things were done."""
        return sum([await self._run(job) for job in self._jobs])

    async def _run(self, job: Job) -> int:
        name, total = _name(job), 0
        try:
            with tracing(Trace(correlation_id=str(new_id()))), JOB_SECONDS.labels(name).time():
                while done := await in_transaction(self._pool, lambda conn: job(conn, self._clock.now())):
                    total += done
                    self._committed()
        except TRANSIENT as error:
            log.warning("time-driven work interrupted", extra={"job": name, "error": repr(error)})
            JOB_RUNS.labels(name, "interrupted").inc()
            return total
        except Exception:
            log.exception("time-driven work failed", extra={"job": name})
            JOB_RUNS.labels(name, "failed").inc()
            return total
        JOB_RUNS.labels(name, "done").inc()
        JOB_DONE.labels(name).inc(total)
        return total


def _name(job: Job) -> str:
    return getattr(job, "__name__", "job")
