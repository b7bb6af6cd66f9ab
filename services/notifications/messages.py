"""What the notifications service hears: every event of the other three, as any subscriber hears it."""

from __future__ import annotations

from datetime import datetime

from services.agreements.events import OrganisationFact, OrganisationRegistered, OrganisationUpdated
from services.notifications.commands.messages import tell
from services.notifications.heard import HEARD
from services.notifications.store import directory
from shared.messaging.consume import Handler, Subscriptions
from shared.messaging.envelope import Envelope
from shared.messaging.events import Event
from shared.postgres.pool import Connection


async def keep_organisation(conn: Connection, event: OrganisationFact, envelope: Envelope, now: datetime) -> None:
    await directory.keep_organisation(conn, event.organisation_id, event.code, event.name, envelope.version)
    await tell(conn, event, envelope, now)


_OWN: dict[type[Event], Handler] = {OrganisationRegistered: keep_organisation, OrganisationUpdated: keep_organisation}

SUBSCRIPTIONS = Subscriptions(handlers={event: _OWN.get(event, tell) for event in HEARD.values()}, shared_only=True)
