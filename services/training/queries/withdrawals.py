"""What the treasurer of the institution and auditors read of withdrawals."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel

from services.training.domain.ledger import PersonKind
from services.training.events import WithdrawalState
from services.training.queries.ledger import need_institution
from shared.edge.access import Actor
from shared.edge.paging import page
from shared.postgres.pool import Connection
from shared.postgres.rows import found


class WithdrawalView(BaseModel):
    """`limit_rupiah` is the limit of the month under which it was paid."""

    id: UUID
    participant_id: UUID | None
    institution_id: UUID
    account: PersonKind
    rupiah: int
    need: str
    state: WithdrawalState
    proposed_at: datetime
    decided_at: datetime | None
    paid_on: date | None
    limit_rupiah: int | None
    receipt_number: str | None
    entry_id: UUID | None


async def withdrawal(conn: Connection, withdrawal_id: UUID) -> WithdrawalView:
    row = await conn.fetchrow("select * from withdrawals where id = $1", withdrawal_id)
    return WithdrawalView(**found(row, "withdrawal", withdrawal_id))


async def withdrawal_for(conn: Connection, actor: Actor, withdrawal_id: UUID) -> WithdrawalView:
    view = await withdrawal(conn, withdrawal_id)
    need_institution(actor, view.institution_id)
    return view


async def withdrawals_for(
    conn: Connection, actor: Actor, institution_id: UUID, state: str, after: UUID | None, limit: int
) -> dict[str, Any]:
    """A page of an institution's withdrawals in a state, the oldest first."""
    need_institution(actor, institution_id)
    rows = await conn.fetch(
        "select * from withdrawals where institution_id = $1 and state = $2 and ($3::uuid is null or id > $3)"
        " order by id limit $4",
        *(institution_id, state, after, limit + 1),
    )
    return page([WithdrawalView(**row) for row in rows], limit, lambda view: view.id)
