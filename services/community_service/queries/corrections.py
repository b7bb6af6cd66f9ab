"""Corrections for their readers."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel

from services.community_service.events import Outcome
from services.community_service.queries.cases import load_page
from shared.edge.access import Actor
from shared.edge.paging import page
from shared.postgres.pool import Connection
from shared.postgres.rows import found


class CorrectionView(BaseModel):
    """`minutes`: what the correction added or took away. `alarm_id`: the confirmed alarm that led to it."""

    id: UUID
    session_id: UUID
    sentence_id: UUID
    state: str
    outcome: Outcome
    checked_in_at: datetime | None
    checked_out_at: datetime | None
    reason: str
    minutes: int | None
    proposed_by: str
    proposed_at: datetime
    decided_by: str | None
    decided_at: datetime | None
    alarm_id: UUID | None


_CORRECTION = (
    "select c.id, c.session_id, c.sentence_id, c.state, c.outcome, c.checked_in_at, c.checked_out_at, c.reason,"
    " c.minutes, c.proposed_by, c.proposed_at, c.decided_by, c.decided_at, c.alarm_id from attendance_corrections as c"
)


async def correction(conn: Connection, correction_id: UUID) -> CorrectionView:
    row = await conn.fetchrow(f"{_CORRECTION} where c.id = $1", correction_id)
    return CorrectionView(**found(row, "correction", correction_id))


async def corrections(
    conn: Connection, actor: Actor, case: UUID | None, state: str | None, after: UUID | None, limit: int
) -> dict[str, Any]:
    rows = await load_page(conn, _CORRECTION, "c", actor, case=case, state=state, after=after, limit=limit)
    return page([CorrectionView(**row) for row in rows], limit, lambda view: view.id)
