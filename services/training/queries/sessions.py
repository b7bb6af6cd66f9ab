"""What people read of a programme's calendar."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel

from services.training.events import CancelReason
from shared.postgres.pool import Connection


class SessionView(BaseModel):
    """A make-up session has a number from 401 on, and `makes_up_for` a session of the programme. `recorded`: there is
    attendance of it. `cancelled_for` says why it is not held."""

    number: int
    starts_at: datetime
    ends_at: datetime
    makes_up_for: int | None
    recorded: bool
    cancelled_for: CancelReason | None


async def calendar(conn: Connection, programme_id: UUID) -> list[SessionView]:
    rows = await conn.fetch(
        "select number, starts_at, ends_at, makes_up_for, cancelled_for, exists (select from attendance as a"
        " where a.programme_id = s.programme_id and a.session = s.number) as recorded"
        " from sessions as s where programme_id = $1 order by number",
        programme_id,
    )
    return [SessionView(**row) for row in rows]
