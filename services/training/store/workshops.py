"""Workshops."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from services.training.domain.workshops import Workshop
from services.training.store.constraints import refusing
from shared.postgres.pool import Connection
from shared.postgres.rows import found


async def add(conn: Connection, w: Workshop, now: datetime) -> None:
    async with refusing():
        await conn.execute(
            "insert into workshops (id, institution_id, title, opened_at) values ($1, $2, $3, $4)",
            *(w.id, w.institution_id, w.title, now),
        )


async def read(conn: Connection, workshop_id: UUID) -> Workshop:
    """Nothing of it ever changes. Raises NotFound."""
    row = await conn.fetchrow("select id, institution_id, title from workshops where id = $1", workshop_id)
    return Workshop(**found(row, "workshop", workshop_id))
