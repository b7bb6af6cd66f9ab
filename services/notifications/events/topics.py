"""Where the facts of notifications go. Who receives a message is internal; that it was delivered is not."""

from __future__ import annotations

from shared.messaging.events import Event


class NotificationsEvent(Event, topic="masohi.notifications.v1"):
    """All published facts of the notifications service."""


class NotificationsRecord(Event):
    """For the record only: it stands in the journal and is not published."""
