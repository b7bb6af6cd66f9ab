"""What the notifications service says to the world. Who was told stays inside; that it was told does not."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from shared.messaging.events import Event, Internal

Channel = Literal["email", "inbox"]
Language = Literal["id", "en"]

_MESSAGE = "/notifications/messages/{}"
_CIRCULAR = "/notifications/circulars/{}"


class NotificationsEvent(Event, topic="masohi.notifications.v1"):
    """All published facts of the notifications service."""


class NotificationsRecord(Event):
    """For the record only: it stands in the journal and is not published."""


class MessageFact(NotificationsEvent):
    """`event_type` and `event_id` name the fact that the message tells of."""

    message_id: UUID
    recipient_id: Annotated[UUID, Internal()]
    channel: Channel
    event_type: str
    event_id: str


class MessageDelivered(MessageFact, type="notifications.message.delivered", key="message_id", detail=_MESSAGE):
    """Message delivered.

    When the mail server has taken an e-mail over, or a message lies in the recipient's inbox."""


class MessageFailed(MessageFact, type="notifications.message.failed", key="message_id", detail=_MESSAGE):
    """Message failed.

    When the mail server refuses a message for good, or the last attempt is used up. An operator can send it again."""


class CircularFact(NotificationsEvent):
    """`acknowledge_by` is the last day on which an acknowledgement is in time."""

    circular_id: UUID
    acknowledge_by: date
    recipients: int


class CircularPublished(CircularFact, type="notifications.circular.published", key="circular_id", detail=_CIRCULAR):
    """Circular published.

    When an official notice (surat edaran) goes out; `recipients` is how many are asked to acknowledge it."""


class CircularAcknowledged(
    NotificationsEvent, type="notifications.circular.acknowledged", key="circular_id", detail=_CIRCULAR
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


class RecipientKept(NotificationsRecord, type="notifications.record.recipient", key="recipient_id"):
    """An entry of the directory is new or changed. What it says stands in the directory alone."""

    recipient_id: Annotated[UUID, Internal()]
    organisation_id: UUID | None
    active: bool


class RuleChanged(NotificationsRecord, type="notifications.record.rule", key="rule_id"):
    """A rule was set."""

    rule_id: str
    event_type: str
    channels: list[Channel]
    active: bool


class MessageResent(NotificationsRecord, type="notifications.record.resent", key="message_id"):
    """An operator sent a failed message again."""

    message_id: UUID
