"""Outlets and fairs."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal
from uuid import UUID

from services.training.domain.outlets import Outlet
from services.training.store.constraints import refusing
from shared.postgres.pool import Connection
from shared.postgres.rows import found


async def add(conn: Connection, o: Outlet, now: datetime) -> None:
    async with refusing():
        await conn.execute(
            "insert into outlets (id, agency_id, kind, title, address, commission_percent, starts_on, ends_on,"
            " opened_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
            *(o.id, o.agency_id, o.kind, o.title, o.address, o.commission_percent, o.starts_on, o.ends_on, now),
        )


async def save(conn: Connection, o: Outlet) -> None:
    async with refusing():
        await conn.execute(
            "update outlets set title = $2, address = $3, commission_percent = $4, starts_on = $5, ends_on = $6"
            " where id = $1",
            *(o.id, o.title, o.address, o.commission_percent, o.starts_on, o.ends_on),
        )


async def close(conn: Connection, outlet_id: UUID, on: date) -> None:
    await conn.execute("update outlets set closed_on = $2 where id = $1", outlet_id, on)


async def load(conn: Connection, outlet_id: UUID, lock: Literal["share", "update"]) -> Outlet:
    """One outlet, locked: `share` while goods are sent there, so that it does not close meanwhile. Raises NotFound."""
    row = await conn.fetchrow(
        "select id, agency_id, kind, title, address, commission_percent, starts_on, ends_on, closed_on"
        f" from outlets where id = $1 for {lock}",
        outlet_id,
    )
    return Outlet(**found(row, "outlet", outlet_id))


async def count_open(conn: Connection, outlet_id: UUID) -> int:
    """How many consignments are not counted back yet."""
    count: int = await conn.fetchval(
        "select count(*) from consignments where outlet_id = $1 and counted_on is null", outlet_id
    )
    return count
