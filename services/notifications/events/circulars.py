"""Facts about circulars (surat edaran)."""

from __future__ import annotations

from datetime import date
from typing import Annotated
from uuid import UUID

from services.notifications.events.topics import INTERNAL, NotificationsEvent
from shared.messaging.events import Internal

_CIRCULAR = "/notifications/circulars/{}"


class CircularFact(NotificationsEvent):
    """`acknowledge_by` is the last day on which an acknowledgement is in time."""

    circular_id: UUID
    acknowledge_by: date
    recipients: int


class CircularPublished(CircularFact, type="notifications.circular.published", key="circular_id", detail=_CIRCULAR):
    """Circular published.

    When an official notice (surat edaran) goes out; `recipients` is how many are asked to acknowledge it."""


class CircularAcknowledged(
    NotificationsEvent,
    internal_topic=INTERNAL,
    type="notifications.circular.acknowledged",
    key="circular_id",
    detail=_CIRCULAR,
):
    """Circular acknowledged.

    When a recipient confirms having read it, once per person. `organisation_id` is the recipient's at publication."""

    circular_id: UUID
    organisation_id: UUID | None
    recipient_id: Annotated[UUID, Internal()]


class CircularOverdue(CircularFact, type="notifications.circular.overdue", key="circular_id", detail=_CIRCULAR):
    """Circular overdue.

    At local midnight after its deadline, where someone has not acknowledged it by then."""

    acknowledged: int
