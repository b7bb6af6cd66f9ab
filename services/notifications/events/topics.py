"""Where the facts of notifications go, by who may read them."""

from __future__ import annotations

from shared.messaging.events import Event

INSTITUTIONS = "masohi.notifications.v1"
INTERNAL = "masohi.notifications.internal.v1"


class NotificationsEvent(Event, topic=INSTITUTIONS):
    """Facts about circulars. Every agency reads them: they could stand in a newspaper."""


class NotificationsRecord(Event):
    """For the record only: it stands in the journal and is not published."""
