"""The worker behind batches of plans: one person after the other, each plan saved at once.

Whoever holds the lock is the one that plans, among all replicas. The lock goes with its connection, so a batch whose
process died goes on in the next one, after the persons who have their answer.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from uuid import UUID

from services.community_service.commands import plans_batches as commands
from services.community_service.domain.plans.batch import Batch as Seating
from services.community_service.domain.plans.problem import POLICY, Answer, Proposal
from services.community_service.errors.plans import PlanNotProposed
from services.community_service.metrics import BATCH_PLANS, PLAN_SECONDS
from services.community_service.processes.plans import solved
from services.community_service.store.plans_batches import Batch
from shared.clock import Clock
from shared.postgres.pool import TRANSIENT, Connection, Pool, in_transaction

log = logging.getLogger(__name__)

LOCK = "select pg_try_advisory_xact_lock(hashtext('masohi-plan-batches'), hashtext(current_schema))"
_TO_DO = "select exists (select from plan_batches where state <> 'finished')"
_POLL_S = 1.0
FAILED = "planning-failed"


class Planning:
    """One per process."""

    async def run(self, pool: Pool, clock: Clock, committed: Callable[[], None]) -> None:
        """Does what is asked for until cancelled."""
        del committed
        while True:
            try:
                while await self.turn(pool, clock):
                    pass
            except (*TRANSIENT, PlanNotProposed) as error:  # it goes on from what is saved
                log.warning("a batch of plans was interrupted", extra={"error": repr(error)})
            await asyncio.sleep(_POLL_S)

    async def turn(self, pool: Pool, clock: Clock) -> UUID | None:
        """The oldest batch, from where it stands to its end. Returns its id, None where there is nothing to do here."""
        if not await pool.fetchval(_TO_DO):
            return None
        async with pool.acquire() as held, held.transaction():
            if not await held.fetchval(LOCK):
                return None
            batch = await in_transaction(pool, lambda conn: commands.begin(conn, clock.now()))
            if batch is None:
                return None
            with PLAN_SECONDS.labels("batch").time():
                await _Work(pool, clock, held, batch).run()
            return batch.id


class _Work:
    """One batch."""

    def __init__(self, pool: Pool, clock: Clock, held: Connection, batch: Batch) -> None:
        self._pool, self._clock, self._held, self._batch = pool, clock, held, batch

    async def run(self) -> None:
        now = self._clock.now()
        self._cases = await in_transaction(self._pool, lambda conn: commands.load(conn, self._batch, now))
        self._plans = dict(self._cases.plan_ids)
        for sentence_id, slug in self._cases.refused.items():
            await self._refuse(sentence_id, slug)
        cases = self._cases
        self._seating = await solved("batch", lambda: Seating(cases.problems, cases.known, POLICY, cases.counted))
        while (number := self._seating.next) is not None:
            await self._plan(number)
        while await solved("batch", lambda: bool(self._seating.repairs)):
            await self._repair()
        await in_transaction(self._pool, lambda conn: commands.finish(conn, self._batch, self._clock.now()))

    async def _plan(self, number: int) -> None:
        await self._hold()
        problem = self._cases.problems[number]
        try:
            _, answer = await solved("batch", self._seating.plan_next)
        except Exception:  # the others are planned all the same
            log.exception("a person of a batch could not be planned", extra={"batch": str(self._batch.id)})
            await self._refuse(self._cases.problems[self._seating.skip()].sentence.id, FAILED)
            return
        plan_id = await in_transaction(
            self._pool, lambda conn: commands.save_answer(conn, self._batch, problem, answer, self._clock.now())
        )
        if plan_id:
            self._plans[problem.sentence.id] = plan_id
            BATCH_PLANS.labels(_outcome(answer)).inc()

    async def _repair(self) -> None:
        await self._hold()
        found = await solved("batch", self._seating.repair_next)
        if not found:
            return
        better = {
            self._cases.problems[number].sentence.id: (self._cases.problems[number], answer)
            for number, answer in found.items()
        }
        made = await in_transaction(
            self._pool,
            lambda conn: commands.save_better(conn, self._batch, better, self._plans, self._clock.now()),
        )
        self._plans.update(made)

    async def _refuse(self, sentence_id: UUID, slug: str) -> None:
        if await in_transaction(self._pool, lambda conn: commands.save_refusal(conn, self._batch, sentence_id, slug)):
            BATCH_PLANS.labels("refused").inc()

    async def _hold(self) -> None:
        """The lock is still ours; its connection is not idle for long."""
        await self._held.execute("select 1")


def _outcome(answer: Answer) -> str:
    return "proposed" if isinstance(answer, Proposal) else "impossible"
