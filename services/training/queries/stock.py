"""Where the pieces are: a row for what a batch has in the warehouse, and one for each consignment that is still out."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date
from typing import Any
from uuid import UUID

from pydantic import BaseModel

from services.training.queries.goods import SEE_ALL, Conditions
from shared.edge.access import Actor
from shared.edge.paging import page
from shared.edge.spreadsheets import BATCH, stream
from shared.postgres.pool import Connection, Pool

_WAREHOUSE = (
    "select b.id, b.id as batch_id, b.product_id, b.institution_id, null::uuid as agency_id,"
    " null::uuid as consignment_id, null::uuid as outlet_id, b.in_warehouse as quantity, b.made_on,"
    " null::date as due_on from batches as b where b.in_warehouse > 0 and"
)
_OUT = (
    "select c.id, c.batch_id, c.product_id, c.institution_id, c.agency_id, c.id as consignment_id, c.outlet_id,"
    " c.remaining as quantity, b.made_on, c.due_on from consignments as c join batches as b on b.id = c.batch_id"
    " where c.remaining > 0 and"
)


class StockView(BaseModel):
    """`id` is the batch's in the warehouse, the consignment's at an outlet."""

    id: UUID
    batch_id: UUID
    product_id: UUID
    title: str
    institution_id: UUID
    consignment_id: UUID | None
    outlet_id: UUID | None
    quantity: int
    made_on: date
    due_on: date | None


COLUMNS = tuple(StockView.model_fields)


async def stock(
    conn: Connection, actor: Actor, institution: UUID | None, after: UUID | None, limit: int
) -> dict[str, Any]:
    """An agency's officer sees what is out at the agency's outlets, the institution everything of its own."""
    out = Conditions().own(actor, "c.").add("c.institution_id = {}", institution).add("c.id > {}", after)
    places = [(_OUT, out, "c")]
    if actor.roles & {"institution_staff", *SEE_ALL}:
        inside = Conditions(values=out.values)
        if not actor.roles & SEE_ALL:
            inside.add("b.institution_id = {}", actor.organisation)
        inside.add("b.institution_id = {}", institution).add("b.id > {}", after)
        places.append((_WAREHOUSE, inside, "b"))
    parts = [f"({select} {wanted.where} order by {row}.id limit {limit + 1:d})" for select, wanted, row in places]
    rows = await conn.fetch(
        f"select s.*, p.title from ({' union all '.join(parts)}) as s join products as p on p.id = s.product_id"
        f" order by s.id limit {limit + 1:d}",
        *out.values,
    )
    return page([StockView(**row) for row in rows], limit, lambda view: view.id)


def stock_csv(pool: Pool, actor: Actor, institution: UUID | None) -> AsyncIterator[bytes]:
    async def read(conn: Connection, after: UUID | None) -> dict[str, Any]:
        return await stock(conn, actor, institution, after, BATCH)

    return stream(pool, COLUMNS, read)
