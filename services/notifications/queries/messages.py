"""What operators and auditors read of messages: neither their texts nor their recipients' names."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel

from services.notifications.events import Channel
from shared.edge.paging import page
from shared.postgres.pool import Connection
from shared.postgres.rows import found


class MessageView(BaseModel):
    """`event_type` and `event_id` name the fact that the message is about."""

    id: UUID
    recipient_id: UUID
    channel: Channel
    event_type: str
    event_id: str
    state: str
    attempts: int
    next_attempt_at: datetime
    error: str | None
    created_at: datetime
    delivered_at: datetime | None


_MESSAGES = (
    "select m.id, m.recipient_id, m.channel, t.event_type, m.event_id, m.state, m.attempts, m.next_attempt_at, m.error,"
    " m.created_at, m.delivered_at from messages as m join texts as t on t.id = m.text_id"
)


async def message(conn: Connection, message_id: UUID) -> MessageView:
    row = await conn.fetchrow(f"{_MESSAGES} where m.id = $1", message_id)
    return MessageView(**found(row, "message", message_id))


async def messages(conn: Connection, state: str, after: UUID | None, limit: int) -> dict[str, Any]:
    rows = await conn.fetch(
        f"{_MESSAGES} where m.state = $1 and ($2::uuid is null or m.id > $2) order by m.id limit $3",
        *(state, after, limit + 1),
    )
    return page([MessageView(**row) for row in rows], limit, lambda view: view.id)
