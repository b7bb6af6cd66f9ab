"""What is read of the maintenance of equipment."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel

from services.training.queries.equipment import equipment_for
from shared.edge.access import Actor
from shared.edge.paging import page
from shared.postgres.pool import Connection
from shared.postgres.rows import found


class MaintenanceView(BaseModel):
    """Out of use from `starts_on` until it has ended. `by_whom` is the workshop or office."""

    id: UUID
    equipment_id: UUID
    starts_on: date
    expected_on: date | None
    ended_on: date | None
    reason: str
    by_whom: str
    cost_rupiah: int | None
    condition_after: str | None
    recorded_at: datetime


async def maintenance(conn: Connection, maintenance_id: UUID) -> MaintenanceView:
    row = await conn.fetchrow("select * from maintenance where id = $1", maintenance_id)
    return MaintenanceView(**found(row, "maintenance", maintenance_id))


async def maintenance_of(
    conn: Connection, actor: Actor, equipment_id: UUID, after: UUID | None, limit: int
) -> dict[str, Any]:
    """A page of what was done to an item. Raises NotFound, Forbidden."""
    await equipment_for(conn, actor, equipment_id)
    rows = await conn.fetch(
        "select * from maintenance where equipment_id = $1 and ($2::uuid is null or id > $2) order by id limit $3",
        *(equipment_id, after, limit + 1),
    )
    return page([MaintenanceView(**row) for row in rows], limit, lambda view: view.id)
