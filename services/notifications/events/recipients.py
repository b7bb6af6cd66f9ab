"""How a recipient is reached, and records about recipients."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from services.notifications.events.topics import NotificationsRecord
from shared.messaging.events import Internal

Channel = Literal["email", "inbox"]
Language = Literal["id", "en"]


class RecipientSaved(NotificationsRecord, type="notifications.record.recipient-saved", key="recipient_id"):
    """A recipient is new or changed. The personal data stands in the table `recipients` alone."""

    recipient_id: Annotated[UUID, Internal()]
    organisation_id: UUID | None
    active: bool
