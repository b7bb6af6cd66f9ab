"""Composition root of the agreements service. `python -m services.agreements.main` runs it."""

from __future__ import annotations

import gc

if __name__ == "__main__":
    gc.disable()  # until it serves: nearly all that is made at the start stays, and to search it takes long

from services.agreements import events
from services.agreements.http import (
    accreditations,
    addenda,
    agreements,
    ceremonies,
    checklists,
    cooperation_agreements,
    debtors,
    documents,
    evaluations,
    exports,
    joint_agreements,
    obligations,
    organisations,
    originals,
    pauses,
    progress_reports,
    proposals,
    revisions,
    terminations,
    timeline,
    trees,
    waiting,
)
from services.agreements.jobs import JOBS
from services.agreements.messages import SUBSCRIPTIONS
from services.agreements.pages import PAGES
from shared.messaging.events import events_of, published
from shared.runtime import Service, serve
from shared.settings import ServiceSettings, read


def build(settings: ServiceSettings) -> Service:
    """The service: its routes, its subscriptions and its jobs. None of them needs a setting."""
    return Service(
        name="agreements",
        title="Masohi: agreements",
        routers=(
            organisations.router,
            accreditations.router,
            joint_agreements.router,
            cooperation_agreements.router,
            agreements.router,
            ceremonies.router,
            checklists.router,
            addenda.router,
            revisions.router,
            pauses.router,
            terminations.router,
            documents.router,
            originals.router,
            obligations.router,
            proposals.router,
            progress_reports.router,
            debtors.router,
            evaluations.router,
            timeline.router,
            trees.router,
            exports.router,
            waiting.router,
        ),
        subscriptions=SUBSCRIPTIONS,
        published=published(events),
        recorded=tuple(events_of(events)),
        jobs=JOBS,
        pages=PAGES,
    )


if __name__ == "__main__":
    settings = read(ServiceSettings)
    serve(build(settings), settings)
