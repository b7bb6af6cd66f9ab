"""What people read of batches. Who made one is a read of its own, and is logged."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel

from services.training.queries.goods import Conditions, need_reader
from shared.edge.access import Actor
from shared.edge.paging import page
from shared.errors import NotFound
from shared.postgres.pool import Connection
from shared.postgres.rows import VERSION, found

_BATCH = (
    "select b.*, p.agency_id, b.quantity - b.gone - b.in_warehouse as at_outlets from batches as b"
    " join products as p on p.id = b.product_id"
)


class BatchSummary(BaseModel):
    """`gone`: sold, or written off. `material_cost` is that of the whole batch, in rupiah."""

    id: UUID
    product_id: UUID
    institution_id: UUID
    made_on: date
    quantity: int
    material_cost: int
    in_warehouse: int
    at_outlets: int
    gone: int
    recorded_at: datetime


class WriteOffView(BaseModel):
    """`consignment_id`: where a counting back found the pieces missing."""

    id: UUID
    consignment_id: UUID | None
    quantity: int
    material_cost: int
    reason: str
    on_day: date


class BatchView(BatchSummary):
    write_offs: list[WriteOffView]
    version: int


class MakerView(BaseModel):
    """Personal data: every read is logged. `parts` is the share of the work."""

    participant_id: UUID
    person_id: UUID
    name: str
    parts: int


class MakersView(BaseModel):
    items: list[MakerView]


async def batch(conn: Connection, batch_id: UUID) -> BatchView:
    row = await conn.fetchrow(
        f"select *, {VERSION} from ({_BATCH} where b.id = $1) as one",
        batch_id,
    )
    columns = found(row, "batch", batch_id)
    rows = await conn.fetch("select * from write_offs where batch_id = $1 order by id", batch_id)
    return BatchView(**columns, write_offs=[WriteOffView(**each) for each in rows])


async def batch_for(conn: Connection, actor: Actor, batch_id: UUID) -> BatchView:
    await need_batch(conn, actor, batch_id)
    return await batch(conn, batch_id)


async def need_batch(conn: Connection, actor: Actor, batch_id: UUID) -> None:
    """The caller may read this batch. Raises NotFound, Forbidden."""
    parties = await conn.fetchrow(
        "select b.institution_id, p.agency_id from batches as b join products as p on p.id = b.product_id"
        " where b.id = $1",
        batch_id,
    )
    if parties is None:
        raise NotFound(what="batch", id=batch_id)
    need_reader(actor, parties["institution_id"], parties["agency_id"])


async def batches(conn: Connection, actor: Actor, product_id: UUID, after: UUID | None, limit: int) -> dict[str, Any]:
    """The batches of a product that the caller may read."""
    wanted = Conditions().add("b.product_id = {}", product_id).own(actor, "p.").add("b.id > {}", after)
    rows = await conn.fetch(f"{_BATCH} where {wanted.where} order by b.id limit {limit + 1:d}", *wanted.values)
    return page([BatchSummary(**row) for row in rows], limit, lambda view: view.id)


async def makers(conn: Connection, batch_id: UUID) -> MakersView:
    rows = await conn.fetch(
        "select m.participant_id, p.person_id, p.name, m.parts from batch_makers as m"
        " join participants as p on p.id = m.participant_id where m.batch_id = $1 order by m.participant_id",
        batch_id,
    )
    return MakersView(items=[MakerView(**row) for row in rows])
