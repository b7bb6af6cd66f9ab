"""Use cases: follow who is the guardian of a child's case, and say where nobody is behind the reference."""

from __future__ import annotations

from datetime import datetime

from services.community_service.events import GuardianNamed
from services.notifications import events
from services.notifications.commands.messages import notify
from services.notifications.store import guardians as store
from shared.journal import journal
from shared.messaging.envelope import Envelope
from shared.postgres.pool import Connection


async def follow_guardian(conn: Connection, event: GuardianNamed, envelope: Envelope, now: datetime) -> None:
    """Saves the recipient of the case, and sends messages about the event as about any other: the guardian hears
    that messages will come."""
    await store.save(conn, event, envelope.version)
    await notify(conn, event, envelope, now)


async def guardians_reached(conn: Connection, now: datetime) -> int:
    """One guardian whose reference has lost its recipient, has none from the start, or has one again."""
    found = await store.claim_changed(conn)
    if found is None:
        return 0
    if not found.reached or found.was is False:
        fact = events.GuardianReached if found.reached else events.GuardianUnreachable
        told = fact(sentence_id=found.sentence_id, guardian_reference=found.reference)
        await journal.append(conn, [told], actor="system:scheduler", now=now)
    return 1
