"""Goods on consignment. The row of their product is their lock."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from services.training.domain.consignments import Consignment, Count
from services.training.store.constraints import refusing
from shared.errors import NotFound
from shared.postgres.pool import Connection
from shared.postgres.rows import found


async def add(conn: Connection, c: Consignment, now: datetime, by: str) -> None:
    await conn.execute(
        "insert into consignments (id, batch_id, product_id, institution_id, agency_id, outlet_id, quantity, remaining,"
        " commission_percent, sent_on, due_on, sent_by, sent_at)"
        " values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
        *(c.id, c.batch_id, c.product_id, c.institution_id, c.agency_id, c.outlet_id, c.quantity, c.remaining),
        *(c.commission_percent, c.sent_on, c.due_on, by, now),
    )


async def save(conn: Connection, c: Consignment) -> None:
    async with refusing(left=c.remaining, asked="?"):
        await conn.execute(
            "update consignments set remaining = $2, counted_on = $3 where id = $1", c.id, c.remaining, c.counted_on
        )


async def batch_of(conn: Connection, consignment_id: UUID) -> UUID:
    """The batch of a consignment. Lock its makers and its product first. Raises NotFound."""
    batch_id: UUID | None = await conn.fetchval("select batch_id from consignments where id = $1", consignment_id)
    if batch_id is None:
        raise NotFound(what="consignment", id=consignment_id)
    return batch_id


async def load(conn: Connection, consignment_id: UUID) -> Consignment:
    """One consignment, locked; its product is locked before. Raises NotFound."""
    row = await conn.fetchrow(
        "select id, batch_id, product_id, institution_id, agency_id, outlet_id, quantity, remaining,"
        " commission_percent, sent_on, due_on, counted_on from consignments where id = $1 for update",
        consignment_id,
    )
    return Consignment(**found(row, "consignment", consignment_id))


async def add_count(conn: Connection, c: Consignment, found: Count, now: datetime, by: str) -> None:
    await conn.execute(
        "insert into consignment_counts (consignment_id, remaining, sold, returned, missing, reason, counted_on,"
        " counted_by, counted_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        *(c.id, c.remaining, found.sold, found.returned, found.missing, found.reason, found.on, by, now),
    )
