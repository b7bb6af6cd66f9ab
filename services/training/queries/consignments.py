"""What people read of goods on consignment."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from pydantic import BaseModel

from services.training.queries.goods import Conditions, need_reader
from shared.edge.access import Actor
from shared.edge.paging import page
from shared.postgres.pool import Connection
from shared.postgres.rows import VERSION, found

_VERSION = VERSION.replace("(id", "(c.id")
_CONSIGNMENT = (
    f"select c.*, k.sold as counted_sold, k.returned, k.missing, k.reason, {_VERSION} from consignments as c"
    " left join consignment_counts as k on k.consignment_id = c.id"
)


class ConsignmentView(BaseModel):
    """`remaining`: still out. The last four are of the counting back; `counted_sold` had not been recorded before."""

    id: UUID
    batch_id: UUID
    product_id: UUID
    institution_id: UUID
    agency_id: UUID
    outlet_id: UUID
    quantity: int
    remaining: int
    commission_percent: int
    sent_on: date
    due_on: date
    counted_on: date | None
    counted_sold: int | None
    returned: int | None
    missing: int | None
    reason: str | None
    version: int


async def consignment(conn: Connection, consignment_id: UUID) -> ConsignmentView:
    row = await conn.fetchrow(f"{_CONSIGNMENT} where c.id = $1", consignment_id)
    return ConsignmentView(**found(row, "consignment", consignment_id))


async def consignment_for(conn: Connection, actor: Actor, consignment_id: UUID) -> ConsignmentView:
    view = await consignment(conn, consignment_id)
    need_reader(actor, view.institution_id, view.agency_id)
    return view


async def consignments(
    conn: Connection, actor: Actor, outlet: UUID | None, institution: UUID | None, after: UUID | None, limit: int
) -> dict[str, Any]:
    wanted = Conditions().own(actor, "c.").add("c.outlet_id = {}", outlet)
    wanted.add("c.institution_id = {}", institution).add("c.id > {}", after)
    rows = await conn.fetch(f"{_CONSIGNMENT} where {wanted.where} order by c.id limit {limit + 1:d}", *wanted.values)
    return page([ConsignmentView(**row) for row in rows], limit, lambda view: view.id)
