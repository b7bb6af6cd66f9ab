"""Use case of the purge: messages are kept for a time that is a setting."""

from __future__ import annotations

from datetime import datetime, timedelta

from services.notifications.store import messages_old as store
from services.notifications.store import notification_rules_missed
from shared.postgres.pool import Connection
from shared.postgres.purging import BATCH


async def messages(conn: Connection, now: datetime, age: timedelta) -> int:
    """Removes a batch of old messages; their ids are in the machine's time. Returns how many."""
    return await store.delete_messages(conn, age, BATCH)


async def missed_events(conn: Connection, now: datetime, age: timedelta) -> int:
    """Removes a batch of what rules missed long ago: nobody wants to hear of it any more. Returns how many."""
    return await notification_rules_missed.delete_old(conn, now - age, BATCH)
