"""What people read of workshops."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from pydantic import BaseModel

from services.training.queries.goods import Conditions
from shared.edge.paging import page
from shared.postgres.pool import Connection
from shared.postgres.rows import VERSION, found


class WorkshopView(BaseModel):
    id: UUID
    institution_id: UUID
    title: str
    version: int


async def workshop(conn: Connection, workshop_id: UUID) -> WorkshopView:
    row = await conn.fetchrow(f"select *, {VERSION} from workshops where id = $1", workshop_id)
    return WorkshopView(**found(row, "workshop", workshop_id))


async def workshops(conn: Connection, institution: UUID | None, after: UUID | None, limit: int) -> dict[str, Any]:
    wanted = Conditions().add("institution_id = {}", institution).add("id > {}", after)
    rows = await conn.fetch(
        f"select *, {VERSION} from workshops where {wanted.where} order by id limit {limit + 1:d}",
        *wanted.values,
    )
    return page([WorkshopView(**row) for row in rows], limit, lambda view: view.id)
