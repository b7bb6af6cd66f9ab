"""Composition root of the agreements service. `python -m services.agreements.main` runs it."""

from __future__ import annotations

from services.agreements import http, jobs, messages
from shared.runtime import Service, serve
from shared.settings import ServiceSettings, read

SERVICE = Service(
    name="agreements",
    title="Masohi: agreements",
    routers=http.routers,
    subscriptions=messages.SUBSCRIPTIONS,
    jobs=jobs.JOBS,
)

if __name__ == "__main__":
    serve(SERVICE, read(ServiceSettings))
