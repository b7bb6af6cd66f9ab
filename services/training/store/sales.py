"""Sales and their returns, which only grow. The row of their product is their lock."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from services.training.domain.sales import Sale
from services.training.errors.sales import SaleReturned
from services.training.store.constraints import refusing
from shared.errors import NotFound
from shared.postgres.pool import Connection
from shared.postgres.rows import found


async def add(conn: Connection, s: Sale, now: datetime, by: str) -> None:
    await conn.execute(
        "insert into sales (id, batch_id, product_id, consignment_id, institution_id, agency_id, quantity, unit_price,"
        " list_price, revenue, material_cost, commission, profit, loss, sold_on, replaces, recorded_by, recorded_at)"
        " values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)",
        *(s.id, s.batch_id, s.product_id, s.consignment_id, s.institution_id, s.agency_id, s.quantity, s.unit_price),
        *(s.list_price, s.revenue, s.material_cost, s.commission, s.profit, s.loss, s.sold_on, s.replaces, by, now),
    )


async def batch_of(conn: Connection, sale_id: UUID) -> UUID:
    """The batch of a sale. Lock its makers and its product first. Raises NotFound."""
    batch_id: UUID | None = await conn.fetchval("select batch_id from sales where id = $1", sale_id)
    if batch_id is None:
        raise NotFound(what="sale", id=sale_id)
    return batch_id


async def load(conn: Connection, sale_id: UUID) -> Sale:
    """A sale that was not reversed; its product is locked before. Raises NotFound, SaleReturned."""
    row = await conn.fetchrow(
        "select id, batch_id, product_id, consignment_id, institution_id, agency_id, quantity, unit_price, list_price,"
        " material_cost, commission, sold_on, replaces from sales where id = $1",
        sale_id,
    )
    sale = Sale(**found(row, "sale", sale_id))
    if await conn.fetchval("select exists (select from sale_returns where sale_id = $1)", sale_id):
        raise SaleReturned
    return sale


async def add_return(
    conn: Connection, sale_id: UUID, quantity: int, reason: str, on: date, now: datetime, by: str
) -> None:
    """Raises SaleReturned."""
    async with refusing():
        await conn.execute(
            "insert into sale_returns (sale_id, quantity, reason, returned_on, recorded_by, recorded_at)"
            " values ($1, $2, $3, $4, $5, $6)",
            *(sale_id, quantity, reason, on, by, now),
        )
