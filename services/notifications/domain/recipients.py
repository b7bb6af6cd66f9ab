"""The directory of recipients: people whom the service can reach."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from pydantic import StringConstraints

from services.notifications import events
from services.notifications.events import Channel, Language
from shared.messaging.events import Event

Role = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z_]{1,39}$")]


@dataclass(frozen=True, slots=True)
class Recipient:
    """`reference` is the subject of the person's token: by it the inbox knows its owner."""

    id: UUID
    reference: str
    name: str
    organisation_id: UUID | None
    roles: frozenset[str]
    language: Language
    email: str | None
    channels: frozenset[Channel]
    active: bool


@dataclass(frozen=True, slots=True)
class Addressees:
    """An audience: active recipients with one of the roles, in one of the organisations.

    No roles means any role; but who is only a child's guardian is in the directory for that child's sessions, and gets
    what names guardians (UU 27/2022: the purpose binds). `organisations` None means any organisation; an empty set
    means nobody. With `case` only the guardian of that case.
    """

    roles: frozenset[str]
    organisations: frozenset[UUID] | None
    case: UUID | None = None


@dataclass(frozen=True, slots=True)
class Reader:
    """A recipient in an audience, without personal data."""

    id: UUID
    organisation_id: UUID | None
    language: Language
    channels: frozenset[Channel]


def record(recipient: Recipient) -> list[Event]:
    """The record that a recipient is new or changed."""
    saved = events.RecipientSaved(
        recipient_id=recipient.id, organisation_id=recipient.organisation_id, active=recipient.active
    )
    return [saved]
