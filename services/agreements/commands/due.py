"""What time makes of an obligation: overdue, lapsed. The scheduler calls it, and every command before its own work."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from services.agreements import events
from services.agreements.domain import obligation as rules
from services.agreements.domain.life import Pks
from services.agreements.domain.obligation import Obligation
from services.agreements.store import obligations as store
from shared.journal import journal
from shared.postgres.pool import Connection

_ACTOR = "system:scheduler"


async def settle_one(conn: Connection, obligation_id: UUID, now: datetime) -> bool:
    """The same for one that the scheduler has claimed. False where nothing was due."""
    obligation = await store.load_obligation(conn, obligation_id)
    pks = await store.read_pks(conn, obligation.agreement_id)
    return await settle(conn, pks, obligation, now) is not None


async def settle(conn: Connection, pks: Pks, obligation: Obligation, now: datetime) -> Obligation | None:
    """What time has made of an obligation that the caller holds, kept and told; None where nothing was due."""
    settled = rules.settle(pks, obligation, await store.life(conn, pks.id), now)
    if settled is None:
        return None
    (changed, happened), moment = settled
    for event in happened:
        if isinstance(event, events.ObligationOverdue):
            await store.add_alarm(conn, obligation, moment, late=event.late)
    if changed.state == "lapsed":
        await store.withdraw_proposals(conn, [obligation.id], now)
    await store.save_obligation(conn, changed)
    await journal.append(conn, happened, actor=_ACTOR, now=moment)
    return changed
