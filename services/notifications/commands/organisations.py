"""Use case: follow the organisations of the agreements service."""

from __future__ import annotations

from datetime import datetime

from services.agreements.events import OrganisationFact
from services.notifications.commands.messages import notify
from services.notifications.store import organisations as store
from shared.messaging.envelope import Envelope
from shared.postgres.pool import Connection


async def follow_organisation(conn: Connection, event: OrganisationFact, envelope: Envelope, now: datetime) -> None:
    """Saves the name and the code, and sends messages about the event as about any other."""
    await store.save(conn, event, envelope.version)
    await notify(conn, event, envelope, now)
