"""The directory: whom we can tell something."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from services.notifications import events
from services.notifications.events import Channel, Language
from shared.messaging.events import Event


@dataclass(frozen=True, slots=True)
class Recipient:
    """`reference` is the subject of the person's token: how the inbox knows whose it is."""

    id: UUID
    reference: str
    name: str
    organisation_id: UUID | None
    roles: frozenset[str]
    language: Language
    email: str | None
    channels: frozenset[Channel]
    active: bool


def keep(recipient: Recipient) -> list[Event]:
    kept = events.RecipientKept(
        recipient_id=recipient.id, organisation_id=recipient.organisation_id, active=recipient.active
    )
    return [kept]
