"""What people read of outlets and fairs."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from pydantic import BaseModel

from services.training.events import OutletKind
from services.training.queries.goods import Conditions
from shared.edge.paging import page
from shared.postgres.pool import Connection
from shared.postgres.rows import VERSION, found


class OutletView(BaseModel):
    """Both days of a fair are included."""

    id: UUID
    agency_id: UUID
    kind: OutletKind
    title: str
    address: str
    commission_percent: int
    starts_on: date | None
    ends_on: date | None
    closed_on: date | None
    version: int


async def outlet(conn: Connection, outlet_id: UUID) -> OutletView:
    row = await conn.fetchrow(f"select *, {VERSION} from outlets where id = $1", outlet_id)
    return OutletView(**found(row, "outlet", outlet_id))


async def outlets(conn: Connection, agency: UUID | None, after: UUID | None, limit: int) -> dict[str, Any]:
    wanted = Conditions().add("agency_id = {}", agency).add("id > {}", after)
    rows = await conn.fetch(
        f"select *, {VERSION} from outlets where {wanted.where} order by id limit {limit + 1:d}",
        *wanted.values,
    )
    return page([OutletView(**row) for row in rows], limit, lambda view: view.id)
