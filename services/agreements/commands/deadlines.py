"""Deadlines of obligations. The scheduler applies those that have passed.

Every command on an obligation does so too, before its own work: so facts stay in date order.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from services.agreements import events
from services.agreements.commands.sweeps import Sweep
from services.agreements.domain import deadlines
from services.agreements.domain.cooperation_agreements import Pks
from services.agreements.domain.obligations import Obligation
from services.agreements.metrics import OBLIGATIONS_OVERDUE
from services.agreements.queries.obligations import overdue_count
from services.agreements.store import deadlines as store
from services.agreements.store.cooperation_agreements import read_pks
from services.agreements.store.obligations import load_obligation, save_obligation
from services.agreements.store.proposals import withdraw_proposals
from shared.clock import local_day
from shared.journal import journal
from shared.postgres.pool import Connection

_SCHEDULER = "system:scheduler"


async def settle(conn: Connection, pks: Pks, obligation: Obligation, now: datetime) -> Obligation | None:
    """Applies a deadline that has passed to an obligation that the caller has locked. None if none has passed."""
    settled = deadlines.settle(pks, obligation, await store.history(conn, pks.id), now)
    if settled is None:
        return None
    after, facts = settled.result
    for fact in facts:
        if isinstance(fact, events.ObligationOverdue):
            await store.add_alarm(conn, obligation, settled.moment, late=fact.late)
    if after.state == "lapsed":
        await withdraw_proposals(conn, [obligation.id], now)
    await save_obligation(conn, after)
    await journal.append(conn, facts, actor=_SCHEDULER, now=settled.moment)
    return after


async def _settle_claimed(conn: Connection, obligation_id: UUID, now: datetime) -> bool:
    obligation = await load_obligation(conn, obligation_id)
    return await settle(conn, await read_pks(conn, obligation.agreement_id), obligation, now) is not None


async def _claim_to_alarm(conn: Connection, now: datetime, skipped: Sequence[UUID]) -> UUID | None:
    return await store.claim_to_alarm(conn, skipped, local_day(now))


async def _claim_to_lapse(conn: Connection, _now: datetime, skipped: Sequence[UUID]) -> UUID | None:
    return await store.claim_to_lapse(conn, skipped)


obligations_overdue = Sweep("obligations_overdue", _claim_to_alarm, _settle_claimed)
"""Obligations of a PKS in force whose due date is over: an alarm, once per due date."""
obligations_lapsed = Sweep("obligations_lapsed", _claim_to_lapse, _settle_claimed)
"""Obligations that were open when their PKS ended: overdue if they were due by then, lapsed if not."""


async def count_overdue(conn: Connection, _now: datetime) -> int:
    """Sets the operator's gauge. It changes nothing, so it returns 0."""
    OBLIGATIONS_OVERDUE.set(await overdue_count(conn))
    return 0
