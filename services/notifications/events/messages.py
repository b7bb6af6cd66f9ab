"""Facts about messages."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from services.notifications.events.recipients import Channel
from services.notifications.events.topics import INTERNAL, NotificationsRecord
from shared.messaging.events import Event, Internal

_MESSAGE = "/notifications/messages/{}"


class MessageFact(Event, internal_topic=INTERNAL):
    """`event_type` and `event_id` name the fact that the message is about. So only the four services read it: how many
    people were told of a fact, and when, says something about whom it concerns."""

    message_id: UUID
    recipient_id: Annotated[UUID, Internal()]
    channel: Channel
    event_type: str
    event_id: str


class MessageDelivered(MessageFact, type="notifications.message.delivered", key="message_id", detail=_MESSAGE):
    """Message delivered.

    When the mail server has accepted an e-mail, or a message lies in the recipient's inbox."""


class MessageFailed(MessageFact, type="notifications.message.failed", key="message_id", detail=_MESSAGE):
    """Message failed.

    When the mail server refuses a message for good, or for days. An operator can send it again."""


class RedeliveryOrdered(NotificationsRecord, type="notifications.record.redelivery-ordered", key="message_id"):
    """An operator ordered that a failed message is sent again."""

    message_id: UUID
