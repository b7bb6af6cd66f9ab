"""Composition root of the training service. `python -m services.training.main` runs it."""

from __future__ import annotations

from services.training import http, messages
from shared.runtime import Service, serve
from shared.settings import ServiceSettings, read

SERVICE = Service(
    name="training",
    title="Masohi: training",
    routers=[http.router],
    subscriptions=messages.SUBSCRIPTIONS,
)

if __name__ == "__main__":
    serve(SERVICE, read(ServiceSettings))
