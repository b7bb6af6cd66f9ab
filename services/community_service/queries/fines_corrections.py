"""Corrections of payments and seizures for their readers."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel

from services.community_service.events import Received
from services.community_service.queries.cases import load_page
from services.community_service.queries.participants import need_participant
from shared.edge.access import Actor
from shared.edge.paging import page
from shared.postgres.pool import Connection
from shared.postgres.rows import found


class FineCorrectionView(BaseModel):
    """`rupiah`: what came in; null where it never did. `recorded_rupiah`: what was written."""

    id: UUID
    fine_id: UUID
    sentence_id: UUID
    received: Received
    receipt_id: UUID
    recorded_rupiah: int
    rupiah: int | None
    reason: str
    state: str
    proposed_by: str
    proposed_at: datetime
    decided_by: str | None
    decided_at: datetime | None


_CORRECTION = (
    "select c.id, c.fine_id, c.sentence_id, case when c.payment_id is null then 'seizure' else 'payment' end as"
    " received, coalesce(c.payment_id, c.seizure_id) as receipt_id, coalesce((select rupiah from fine_payments"
    " where id = c.payment_id), (select rupiah from fine_seizures where id = c.seizure_id)) as recorded_rupiah,"
    " c.rupiah, c.reason, c.state, c.proposed_by, c.proposed_at, c.decided_by, c.decided_at from fine_corrections as c"
)


async def fine_correction(conn: Connection, correction_id: UUID) -> FineCorrectionView:
    row = await conn.fetchrow(f"{_CORRECTION} where c.id = $1", correction_id)
    return FineCorrectionView(**found(row, "correction", correction_id))


async def own_fine_correction(conn: Connection, correction_id: UUID, actor: Actor) -> FineCorrectionView:
    """For the offices of the case. Raises NotFound, Forbidden."""
    view = await fine_correction(conn, correction_id)
    await need_participant(conn, view.sentence_id, actor)
    return view


async def fine_correction_for(conn: Connection, actor: Actor, correction_id: UUID) -> FineCorrectionView:
    """The same, for a request that is sent again."""
    return await own_fine_correction(conn, correction_id, actor)


async def fine_corrections(
    conn: Connection, actor: Actor, case: UUID | None, state: str | None, after: UUID | None, limit: int
) -> dict[str, Any]:
    rows = await load_page(conn, _CORRECTION, "c", actor, case=case, state=state, after=after, limit=limit)
    return page([FineCorrectionView(**row) for row in rows], limit, lambda view: view.id)


async def recorder_of(conn: Connection, received: Received, receipt_id: UUID) -> str:
    """Who recorded a payment or seizure: they do not decide about its correction."""
    table = "fine_payments" if received == "payment" else "fine_seizures"
    recorder: str = await conn.fetchval(f"select recorded_by from {table} where id = $1", receipt_id)
    return recorder
