"""What time makes of obligations: overdue, lapsed. The scheduler calls it, and every command before its own work."""

from __future__ import annotations

from datetime import datetime

from services.agreements import events
from services.agreements.domain import obligation as rules
from services.agreements.domain.life import Pks
from services.agreements.domain.obligation import Obligation
from services.agreements.queries import obligations as queries
from services.agreements.store import obligations as store
from shared import journal
from shared.clock import local_day
from shared.db import Connection
from shared.metrics import OBLIGATIONS_OVERDUE

_ACTOR = "system:scheduler"
# In the order of their partial indexes: by itself the planner expects many to be due, and reads the whole table.
TO_ALARM = "state = 'open' and agreement_state = 'in_force' and due_on < $1 order by due_on, id"
TO_LAPSE = "state in ('open', 'proposed') and agreement_state in ('expired', 'terminated') order by id"


async def alarm_due(conn: Connection, now: datetime) -> int:
    """An obligation of a PKS in force whose day is over. Dated when due, also when late; once per due date."""
    return await _claimed(conn, now, TO_ALARM, local_day(now))


async def lapse_ended(conn: Connection, now: datetime) -> int:
    """What an ended PKS leaves: overdue where it was due by then, lapsed where it was not."""
    return await _claimed(conn, now, TO_LAPSE)


async def count_overdue(conn: Connection, _now: datetime) -> int:
    """Keeps the operator's gauge. Nothing is done, so it answers 0."""
    OBLIGATIONS_OVERDUE.set(await queries.overdue_count(conn))
    return 0


async def _claimed(conn: Connection, now: datetime, condition: str, *values: object) -> int:
    found = await store.claim(conn, condition, *values)
    if found is None:
        return 0
    obligation = await store.load_obligation(conn, found)
    pks = await store.read_pks(conn, obligation.agreement_id)
    return 0 if await settle(conn, pks, obligation, now) is None else 1


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
