"""What people read of a programme's calendar."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel

from shared.postgres.pool import Connection


class SessionView(BaseModel):
    """`closed`: the day off that a decree has made of the session's day after the session was set."""

    number: int
    starts_at: datetime
    ends_at: datetime
    closed: str | None = None


async def calendar(conn: Connection, programme_id: UUID) -> list[SessionView]:
    rows = await conn.fetch(
        "select s.number, s.starts_at, s.ends_at, c.why as closed from sessions as s left join closed_sessions as c"
        " on c.programme_id = s.programme_id and c.number = s.number where s.programme_id = $1 order by s.number",
        programme_id,
    )
    return [SessionView(**row) for row in rows]
