"""Use case: a recipient marks a message in the own inbox as read."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from services.notifications.queries import inbox as queries
from services.notifications.store import inbox as store
from services.notifications.store import recipients as recipient_store
from shared.edge.access import Actor
from shared.postgres.pool import Connection


async def mark_read(conn: Connection, message_id: UUID, actor: Actor, now: datetime) -> queries.InboxView:
    """Raises NotInDirectory, NotFound."""
    recipient_id = await recipient_store.id_of(conn, actor.subject)
    await store.mark_read(conn, recipient_id, message_id, now)
    return await queries.inbox_message(conn, recipient_id, message_id)
