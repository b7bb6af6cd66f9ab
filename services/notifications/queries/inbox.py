"""What a recipient reads in the own inbox."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

import orjson
from pydantic import BaseModel

from services.notifications.store import recipients as recipient_store
from services.notifications.store.messages import CONTENT
from shared.edge.paging import page
from shared.postgres.pool import Connection
from shared.postgres.rows import Columns, found


class InboxView(BaseModel):
    """`acknowledge_by` and `acknowledged_at` are set where the message is a circular."""

    id: UUID
    event_type: str
    subject: str
    body: str
    link: str | None
    circular_id: UUID | None
    acknowledge_by: date | None
    acknowledged_at: datetime | None
    created_at: datetime
    read_at: datetime | None


_INBOX = (
    f"select m.id, t.event_type, {CONTENT} as content, t.circular_id, c.acknowledge_by, cr.acknowledged_at,"
    " m.created_at, m.read_at from messages as m join texts as t on t.id = m.text_id"
    " left join circulars as c on c.id = t.circular_id"
    " left join circular_recipients as cr on cr.circular_id = t.circular_id and cr.recipient_id = m.recipient_id"
    " where m.recipient_id = $1 and m.channel = 'inbox'"
)


async def inbox(conn: Connection, reference: str, unread: bool, after: UUID | None, limit: int) -> dict[str, Any]:
    """A page of the messages of this recipient, newest first. Raises NotInDirectory."""
    rows = await conn.fetch(
        f"{_INBOX} and (not $2::boolean or m.read_at is null) and ($3::uuid is null or m.id < $3)"
        " order by m.id desc limit $4",
        *(await recipient_store.id_of(conn, reference), unread, after, limit + 1),
    )
    return page([_view(row) for row in rows], limit, lambda view: view.id)


async def inbox_message(conn: Connection, recipient_id: UUID, message_id: UUID) -> InboxView:
    row = await conn.fetchrow(f"{_INBOX} and m.id = $2", recipient_id, message_id)
    return _view(found(row, "message", message_id))


def _view(row: Columns) -> InboxView:
    return InboxView(**{**row, **orjson.loads(row["content"])})
