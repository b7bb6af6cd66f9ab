"""Visits and checks."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Literal
from uuid import UUID

from pydantic import BaseModel

from services.community_service.events import VisitKind
from shared.postgres.pool import Connection
from shared.postgres.rows import found


class VisitView(BaseModel):
    """A line of the supervision log, without its notes. `made_by` is a subject, no name."""

    id: UUID
    sentence_id: UUID
    kind: VisitKind
    on: date
    starts: time
    ends: time
    complied: bool | None
    behaviour: str | None
    made_by: str
    office: Literal["counsellor", "prosecutor"]
    recorded_at: datetime


async def visit(conn: Connection, visit_id: UUID) -> VisitView:
    row = await conn.fetchrow("select *, on_date as on from visits where id = $1", visit_id)
    return VisitView(**found(row, "visit", visit_id))


async def visits_of(conn: Connection, sentence_id: UUID) -> list[VisitView]:
    """Of one case, the latest first."""
    rows = await conn.fetch(
        "select *, on_date as on from visits where sentence_id = $1 order by on_date desc, starts desc, id", sentence_id
    )
    return [VisitView(**row) for row in rows]
