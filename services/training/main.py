"""Composition root of the training service. `python -m services.training.main` runs it."""

from __future__ import annotations

from services.training import events
from services.training.commands.personal import CORRECTING
from services.training.http import (
    amendments,
    assessments,
    attendance,
    certificates,
    enrolments,
    exports,
    officials,
    participants,
    programmes,
    sessions,
    training_bodies,
    waiting,
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
            amendments.router,
            officials.router,
            training_bodies.router,
            sessions.router,
            participants.router(settings.person_key.get_secret_value().encode()),
            enrolments.router,
            attendance.router,
            exports.router,
            assessments.router,
            certificates.router,
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
