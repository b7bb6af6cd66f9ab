"""Maintenance of equipment. The caller has locked the item."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from services.training.domain.maintenance import Maintenance
from services.training.store.constraints import refusing
from shared.postgres.pool import Connection
from shared.postgres.rows import found


async def add(conn: Connection, m: Maintenance, by: str, now: datetime) -> None:
    async with refusing(starts_on=m.starts_on, state=f"{m.starts_on}"):
        await conn.execute(
            "insert into maintenance (id, equipment_id, starts_on, expected_on, reason, by_whom, cost_rupiah,"
            " recorded_by, recorded_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
            *(m.id, m.equipment_id, m.starts_on, m.expected_on, m.reason, m.by_whom, m.cost_rupiah, by, now),
        )


async def save_end(conn: Connection, m: Maintenance) -> None:
    await conn.execute(
        "update maintenance set ended_on = $2, condition_after = $3, cost_rupiah = $4 where id = $1",
        *(m.id, m.ended_on, m.condition_after, m.cost_rupiah),
    )


async def equipment_of(conn: Connection, maintenance_id: UUID) -> UUID:
    """Raises NotFound."""
    row = await conn.fetchrow("select equipment_id from maintenance where id = $1", maintenance_id)
    item: UUID = found(row, "maintenance", maintenance_id)["equipment_id"]
    return item


async def load(conn: Connection, maintenance_id: UUID) -> Maintenance:
    """Raises NotFound."""
    row = await conn.fetchrow(
        "select id, equipment_id, starts_on, expected_on, reason, by_whom, cost_rupiah, ended_on, condition_after"
        " from maintenance where id = $1",
        maintenance_id,
    )
    return Maintenance(**found(row, "maintenance", maintenance_id))
