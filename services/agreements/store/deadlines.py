"""Deadlines of obligations: the history of a PKS, the claims of the scheduler, the alarms."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from services.agreements.domain.deadlines import History, Milestone
from services.agreements.domain.obligations import Obligation
from shared.postgres.pool import Connection

_HISTORY = [
    f"agreements.cooperation-agreement.{v}" for v in ("activated", "suspended", "resumed", "expired", "terminated")
]


async def history(conn: Connection, agreement_id: UUID) -> History:
    """The milestones of a PKS, from its published facts."""
    rows = await conn.fetch(
        "select type, occurred_at from journal where key = $1 and type = any($2) order by version",
        *(str(agreement_id), _HISTORY),
    )
    return [Milestone(row["type"].rpartition(".")[2], row["occurred_at"]) for row in rows]


# Ordered as their partial indexes are. Without an order the planner expects many rows and reads the whole table.
TO_ALARM = "state = 'open' and agreement_state = 'in_force' and due_on < $2 order by due_on, id"
TO_LAPSE = "state in ('open', 'proposed') and agreement_state in ('expired', 'terminated') order by id"


async def claim_to_alarm(conn: Connection, skipped: Sequence[UUID], today: date) -> UUID | None:
    """An obligation of a PKS in force whose due date is over, locked. Those in `skipped` are left out."""
    return await _claim(conn, TO_ALARM, skipped, today)


async def claim_to_lapse(conn: Connection, skipped: Sequence[UUID]) -> UUID | None:
    """An obligation that was open when its PKS ended, locked."""
    return await _claim(conn, TO_LAPSE, skipped)


async def _claim(conn: Connection, condition: str, skipped: Sequence[UUID], *values: object) -> UUID | None:
    """Obligations that another replica has locked are left to it."""
    found: UUID | None = await conn.fetchval(
        f"select id from obligations where id <> all($1) and {condition} limit 1 for update skip locked",
        *(list(skipped), *values),
    )
    return found


async def add_alarm(conn: Connection, o: Obligation, raised_at: datetime, *, late: bool) -> None:
    await conn.execute("insert into obligation_alarms values ($1, $2, $3, $4)", o.id, o.due_on, raised_at, late)
