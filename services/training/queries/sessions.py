"""What people read of a programme's calendar."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel

from services.training.events import CancelReason
from shared.postgres.pool import Connection


class SessionView(BaseModel):
    """A make-up session has a number from 401 on, and `makes_up_for` a session of the programme. `recorded`: there is
    attendance of it. `cancelled_for` says why it is not held. `closed`: the day off that a decree has made of the
    session's day after the session was set."""

    number: int
    starts_at: datetime
    ends_at: datetime
    makes_up_for: int | None
    recorded: bool
    cancelled_for: CancelReason | None
    closed: str | None = None


async def calendar(conn: Connection, programme_id: UUID) -> list[SessionView]:
    rows = await conn.fetch(
        "select s.number, s.starts_at, s.ends_at, s.makes_up_for, s.cancelled_for, c.why as closed,"
        " exists (select from attendance as a where a.programme_id = s.programme_id and a.session = s.number)"
        " as recorded"
        " from sessions as s left join closed_sessions as c"
        " on c.programme_id = s.programme_id and c.number = s.number where s.programme_id = $1 order by s.number",
        programme_id,
    )
    return [SessionView(**row) for row in rows]
