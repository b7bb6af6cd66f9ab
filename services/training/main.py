"""Composition root of the training service. `python -m services.training.main` runs it."""

from __future__ import annotations

from services.training import events
from services.training.commands.personal import CORRECTING
from services.training.http import (
    assessments,
    attendance,
    batches,
    catalogue,
    certificates,
    consignments,
    enrolments,
    outlets,
    participants,
    photos,
    products,
    programmes,
    sales,
    sessions,
    stock,
    waiting,
    workshops,
)
from services.training.jobs import JOBS
from services.training.messages import SUBSCRIPTIONS
from services.training.store.personal import PERSONAL
from shared.messaging.events import published
from shared.runtime import Service, serve
from shared.settings import ServiceSettings, read


def build(settings: ServiceSettings) -> Service:
    return Service(
        name="training",
        title="Masohi: training",
        routers=[
            programmes.router,
            sessions.router,
            participants.router(settings.person_key.get_secret_value().encode()),
            enrolments.router,
            attendance.router,
            assessments.router,
            certificates.router,
            workshops.router,
            products.router,
            photos.router,
            batches.router,
            outlets.router,
            consignments.router,
            sales.router,
            stock.router,
            catalogue.router,
            waiting.router,
        ],
        subscriptions=SUBSCRIPTIONS,
        published=published(events),
        jobs=JOBS,
        personal=PERSONAL,
        correcting=CORRECTING,
    )


if __name__ == "__main__":
    settings = read(ServiceSettings)
    serve(build(settings), settings)
