"""Photos of equipment."""

from __future__ import annotations

import hashlib
from datetime import datetime
from uuid import UUID

from services.training.store.constraints import refusing
from shared.postgres.pool import Connection
from shared.postgres.rows import found


async def count(conn: Connection, equipment_id: UUID) -> int:
    return int(await conn.fetchval("select count(*) from equipment_photos where equipment_id = $1", equipment_id))


async def add(conn: Connection, photo_id: UUID, equipment_id: UUID, content: bytes, by: str, now: datetime) -> None:
    async with refusing():
        await conn.execute(
            "insert into equipment_photos (id, equipment_id, sha256, content, added_by, added_at)"
            " values ($1, $2, $3, $4, $5, $6)",
            *(photo_id, equipment_id, hashlib.sha256(content).digest(), content, by, now),
        )


async def equipment_of(conn: Connection, photo_id: UUID) -> UUID:
    """The item that a photo shows. Raises NotFound."""
    row = await conn.fetchrow("select equipment_id from equipment_photos where id = $1", photo_id)
    item: UUID = found(row, "photo", photo_id)["equipment_id"]
    return item


async def remove(conn: Connection, photo_id: UUID) -> None:
    """Raises NotFound where somebody was faster."""
    row = await conn.fetchrow("delete from equipment_photos where id = $1 returning id", photo_id)
    found(row, "photo", photo_id)
