"""What time makes of obligations: overdue, lapsed. The scheduler calls it, and every command before its own work."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from services.agreements import events
from services.agreements.domain import obligation as rules
from services.agreements.domain.life import Pks
from services.agreements.domain.obligation import Obligation
from services.agreements.queries import obligations as queries
from services.agreements.store import obligations as store
from shared import journal
from shared.clock import local_day
from shared.db import TRANSIENT, Connection
from shared.metrics import OBLIGATIONS_OVERDUE

log = logging.getLogger(__name__)

_ACTOR = "system:scheduler"
# In the order of their partial indexes: by itself the planner expects many to be due, and reads the whole table.
TO_ALARM = "state = 'open' and agreement_state = 'in_force' and due_on < $2 order by due_on, id"
TO_LAPSE = "state in ('open', 'proposed') and agreement_state in ('expired', 'terminated') order by id"


class ObligationsFailed(Exception):
    """Some obligations could not be settled; the log has each with its error."""


class Settling:
    """A job: what time has decided of obligations, dated when due, also when late; once per due date.

    One that cannot be settled is passed over until the next turn: it stops itself, no other.
    """

    def __init__(self, name: str, condition: str, *values: Callable[[datetime], object]) -> None:
        self.__name__ = name
        self._condition, self._values = condition, values
        self._passed, self._failed = set[UUID](), set[UUID]()

    async def __call__(self, conn: Connection, now: datetime) -> int:
        given = [value(now) for value in self._values]
        found = await store.claim(conn, self._condition, sorted(self._passed | self._failed), *given)
        if found is None:
            return self._end_of_turn()
        try:
            async with conn.transaction():
                obligation = await store.load_obligation(conn, found)
                pks = await store.read_pks(conn, obligation.agreement_id)
                if await settle(conn, pks, obligation, now) is None:
                    self._passed.add(found)
        except TRANSIENT:
            raise
        except Exception:
            log.exception("an obligation that is due could not be settled", extra={"obligation": str(found)})
            self._failed.add(found)
        return 1

    def _end_of_turn(self) -> int:
        failed = len(self._failed)
        self._passed.clear()
        self._failed.clear()
        if failed:
            raise ObligationsFailed(f"{failed} obligation(s) could not be settled")
        return 0


alarm_due = Settling("obligations_overdue", TO_ALARM, local_day)
"""What is due of a PKS in force, and whose day is over."""
lapse_ended = Settling("obligations_lapsed", TO_LAPSE)
"""What an ended PKS leaves: overdue where it was due by then, lapsed where it was not."""


async def count_overdue(conn: Connection, _now: datetime) -> int:
    """Keeps the operator's gauge. Nothing is done, so it answers 0."""
    OBLIGATIONS_OVERDUE.set(await queries.overdue_count(conn))
    return 0


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
