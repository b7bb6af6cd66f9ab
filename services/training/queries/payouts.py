"""What the treasurer of the institution and auditors read of pay-outs."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from pydantic import BaseModel

from services.training.domain.ledger import PERSONAL
from services.training.events import PayoutState
from services.training.queries.ledger import need_institution
from services.training.rules import RULES
from shared.edge.access import Actor
from shared.edge.paging import page
from shared.postgres.pool import Connection
from shared.postgres.rows import Columns, found


class PayoutView(BaseModel):
    """`wage`, `premium` and `deposit` are what is left to be paid, or what was paid. From `unclaimed_from` on, money
    that nobody fetched counts as unclaimed. A null participant was erased after the retention."""

    id: UUID
    participant_id: UUID | None
    institution_id: UUID
    state: PayoutState
    opened_on: date
    wage: int
    premium: int
    deposit: int
    unclaimed_from: date
    paid_to: str | None
    receipt_number: str | None
    paid_at: datetime | None
    entry_id: UUID | None


_LEFT = (
    "coalesce((select balance from ledger_accounts as a where a.participant_id = p.participant_id"
    " and a.institution_id = p.institution_id and a.kind = '{kind}'), 0)"
)
_PAYOUTS = (
    "select p.*, " + ", ".join(f"{_LEFT.format(kind=kind)} as left_{kind}" for kind in PERSONAL) + " from payouts as p"
)


async def payout(conn: Connection, payout_id: UUID) -> PayoutView:
    row = await conn.fetchrow(f"{_PAYOUTS} where p.id = $1", payout_id)
    return _view(found(row, "payout", payout_id))


async def payout_for(conn: Connection, actor: Actor, payout_id: UUID) -> PayoutView:
    view = await payout(conn, payout_id)
    need_institution(actor, view.institution_id)
    return view


async def payouts_for(
    conn: Connection,
    actor: Actor,
    institution_id: UUID,
    state: str,
    after: UUID | None,
    limit: int,
) -> dict[str, Any]:
    """A page of an institution's pay-outs in a state, the oldest first."""
    need_institution(actor, institution_id)
    rows = await conn.fetch(
        f"{_PAYOUTS} where p.institution_id = $1 and p.state = $2 and ($3::uuid is null or p.id > $3)"
        " order by p.id limit $4",
        *(institution_id, state, after, limit + 1),
    )
    return page([_view(dict(row)) for row in rows], limit, lambda view: view.id)


def _view(row: Columns) -> PayoutView:
    columns, opened = dict(row), row["opened_on"]
    if columns["state"] == "due":
        columns |= {kind: columns[f"left_{kind}"] for kind in PERSONAL}
    days = RULES.on(max(opened, RULES.first.valid_from)).ledger.unclaimed_after_days
    return PayoutView(**columns, unclaimed_from=opened + timedelta(days=days))
