"""Use case: follow who is the guardian of a child's case."""

from __future__ import annotations

from datetime import datetime

from services.community_service.events import GuardianNamed
from services.notifications.commands.messages import notify
from services.notifications.store import guardians as store
from shared.messaging.envelope import Envelope
from shared.postgres.pool import Connection


async def follow_guardian(conn: Connection, event: GuardianNamed, envelope: Envelope, now: datetime) -> None:
    """Saves the recipient of the case, and sends messages about the event as about any other: the guardian hears
    that messages will come."""
    await store.save(conn, event, envelope.version)
    await notify(conn, event, envelope, now)
