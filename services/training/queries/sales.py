"""What people read of sales."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date, datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel

from services.training.queries.goods import Conditions, need_reader
from shared.edge.access import Actor
from shared.edge.paging import page
from shared.edge.spreadsheets import BATCH, stream
from shared.postgres.pool import Connection, Pool
from shared.postgres.rows import VERSION, found

_VERSION = VERSION.replace("(id", "(s.id")
_SALE = (
    f"select s.*, c.outlet_id, r.returned_on, r.quantity as returned, r.reason as return_reason, {_VERSION}"
    " from sales as s left join consignments as c on c.id = s.consignment_id"
    " left join sale_returns as r on r.sale_id = s.id"
)


class SaleView(BaseModel):
    """In rupiah. A sale with `returned_on` is reversed; what the buyer kept is the sale that `replaces` it.

    `loss` is what the price did not cover: the institution bears it, never the makers."""

    id: UUID
    product_id: UUID
    batch_id: UUID
    consignment_id: UUID | None
    outlet_id: UUID | None
    institution_id: UUID
    agency_id: UUID
    sold_on: date
    quantity: int
    list_price: int
    unit_price: int
    revenue: int
    material_cost: int
    commission: int
    profit: int
    loss: int
    replaces: UUID | None
    returned_on: date | None
    returned: int | None
    return_reason: str | None
    recorded_at: datetime
    version: int


COLUMNS = tuple(name for name in SaleView.model_fields if name != "version")


async def sale(conn: Connection, sale_id: UUID) -> SaleView:
    return SaleView(**found(await conn.fetchrow(f"{_SALE} where s.id = $1", sale_id), "sale", sale_id))


async def sale_for(conn: Connection, actor: Actor, sale_id: UUID) -> SaleView:
    view = await sale(conn, sale_id)
    need_reader(actor, view.institution_id, view.agency_id)
    return view


async def sales(
    conn: Connection,
    actor: Actor,
    product: UUID | None,
    institution: UUID | None,
    agency: UUID | None,
    after: UUID | None,
    limit: int,
) -> dict[str, Any]:
    wanted = Conditions().own(actor, "s.").add("s.product_id = {}", product)
    wanted.add("s.institution_id = {}", institution).add("s.agency_id = {}", agency).add("s.id > {}", after)
    rows = await conn.fetch(f"{_SALE} where {wanted.where} order by s.id limit {limit + 1:d}", *wanted.values)
    return page([SaleView(**row) for row in rows], limit, lambda view: view.id)


def sales_csv(pool: Pool, actor: Actor, institution: UUID | None, agency: UUID | None) -> AsyncIterator[bytes]:
    async def read(conn: Connection, after: UUID | None) -> dict[str, Any]:
        return await sales(conn, actor, None, institution, agency, after, BATCH)

    return stream(pool, COLUMNS, read)
