"""Composition root of the notifications service. `python -m services.notifications.main` runs it."""

from __future__ import annotations

import gc

if __name__ == "__main__":
    gc.disable()  # until it serves: nearly all that is made at the start stays, and to search it takes long

from services.notifications import events
from services.notifications.delivery import Delivery
from services.notifications.http import circulars, data_breaches, inbox, messages, notification_rules, recipients
from services.notifications.jobs import jobs
from services.notifications.messages import SUBSCRIPTIONS
from services.notifications.pages import PAGES
from services.notifications.settings import NotificationsSettings
from services.notifications.store.personal import PERSONAL
from shared.messaging.events import events_of, published
from shared.runtime import Service, serve
from shared.settings import read


def build(settings: NotificationsSettings) -> Service:
    return Service(
        name="notifications",
        title="Masohi: notifications",
        routers=[
            recipients.router,
            notification_rules.router,
            messages.router,
            inbox.router,
            circulars.router,
            data_breaches.router,
        ],
        subscriptions=SUBSCRIPTIONS,
        published=published(events),
        recorded=tuple(events_of(events)),
        personal=PERSONAL,
        jobs=jobs(settings.keep_messages_days),
        workers=[Delivery(settings).run],
        pages=PAGES,
    )


if __name__ == "__main__":
    settings = read(NotificationsSettings)
    serve(build(settings), settings)
