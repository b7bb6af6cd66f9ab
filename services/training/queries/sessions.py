"""What people read of a programme's calendar."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel

from shared.postgres.pool import Connection


class SessionView(BaseModel):
    number: int
    starts_at: datetime
    ends_at: datetime


async def calendar(conn: Connection, programme_id: UUID) -> list[SessionView]:
    rows = await conn.fetch(
        "select number, starts_at, ends_at from sessions where programme_id = $1 order by number", programme_id
    )
    return [SessionView(**row) for row in rows]
