"""Composition root of the notifications service. `python -m services.notifications.main` runs it."""

from __future__ import annotations

from dataclasses import replace

from services.notifications import http, jobs, messages
from services.notifications.delivery import Delivery
from services.notifications.settings import NotificationsSettings
from shared.runtime import Service, serve
from shared.settings import read

SERVICE = Service(
    name="notifications",
    title="Masohi: notifications",
    routers=[http.router],
    subscriptions=messages.SUBSCRIPTIONS,
    jobs=jobs.JOBS,
)


def with_mail(settings: NotificationsSettings) -> Service:
    """The whole service, with the worker that sends e-mails."""
    return replace(SERVICE, workers=[Delivery(settings).run])


if __name__ == "__main__":
    given = read(NotificationsSettings)
    serve(with_mail(given), given)
