"""The messages in a recipient's inbox."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from shared.errors import NotFound
from shared.postgres.pool import Connection


async def mark_read(conn: Connection, recipient_id: UUID, message_id: UUID, now: datetime) -> None:
    """The first time counts. Raises NotFound, also where the message belongs to somebody else."""
    status = await conn.execute(
        "update messages set read_at = coalesce(read_at, $3) where id = $2 and recipient_id = $1 and channel = 'inbox'",
        *(recipient_id, message_id, now),
    )
    if status != "UPDATE 1":
        raise NotFound(what="message", id=message_id)
