"""Composition root of the training service. `python -m services.training.main` runs it."""

from __future__ import annotations

import gc

if __name__ == "__main__":
    gc.disable()  # until it serves: nearly all that is made at the start stays, and to search it takes long

from services.training import events
from services.training.commands.personal import CORRECTING
from services.training.http import (
    amendments,
    assessments,
    attendance,
    batches,
    catalogue,
    certificates,
    consignments,
    enrolments,
    equipment,
    equipment_photos,
    exports,
    identities,
    ledger,
    loans,
    maintenance,
    obligations,
    officials,
    openings,
    outlets,
    participants,
    payouts,
    photos,
    products,
    programmes,
    readiness,
    releases,
    sales,
    sessions,
    splits,
    statements,
    stays,
    stock,
    training_bodies,
    transfers,
    wages,
    waiting,
    withdrawals,
    workshops,
)
from services.training.jobs import JOBS
from services.training.messages import SUBSCRIPTIONS
from services.training.pages import PAGES
from services.training.store.personal import PERSONAL
from shared.messaging.events import events_of, published
from shared.runtime import Service, serve
from shared.settings import ServiceSettings, read


def build(settings: ServiceSettings) -> Service:
    person_key = settings.person_key.get_secret_value().encode()
    return Service(
        name="training",
        title="Masohi: training",
        routers=[
            programmes.router,
            amendments.router,
            officials.router,
            training_bodies.router,
            sessions.router,
            participants.router(person_key),
            identities.router(person_key),
            releases.router,
            transfers.router,
            stays.router,
            openings.router,
            enrolments.router,
            attendance.router,
            exports.router,
            assessments.router,
            certificates.router(settings.public_url),
            certificates.check,
            certificates.offices,
            readiness.router,
            equipment.router,
            equipment_photos.router,
            loans.router,
            maintenance.router,
            obligations.router,
            splits.router,
            ledger.router,
            wages.router,
            withdrawals.router,
            payouts.router,
            statements.router,
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
        recorded=tuple(events_of(events)),
        jobs=JOBS,
        personal=PERSONAL,
        correcting=CORRECTING,
        pages=PAGES,
    )


if __name__ == "__main__":
    settings = read(ServiceSettings)
    serve(build(settings), settings)
