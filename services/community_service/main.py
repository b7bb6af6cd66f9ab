"""Composition root of the community service. `python -m services.community_service.main` runs it."""

from __future__ import annotations

import gc

if __name__ == "__main__":
    gc.disable()  # until it serves: nearly all that is made at the start stays, and to search it takes long

from services.community_service import events, jobs, justice, messages
from services.community_service.commands.personal import CORRECTING
from services.community_service.events import JournalSealed
from services.community_service.http import (
    alarms,
    alarms_weeks,
    amendments,
    attendance,
    attendance_sign_offs,
    availability,
    bounds,
    breaches,
    cases,
    corrections,
    diversions,
    endings,
    executions,
    field,
    figures,
    fines,
    fines_corrections,
    guardians,
    holidays,
    incidents,
    ledger,
    offices,
    persons,
    persons_clients,
    placements,
    plans,
    plans_batches,
    reports,
    sentences,
    settlements,
    sites,
    supervisors,
    verdicts,
    verdicts_returned,
    visits,
    waiting,
)
from services.community_service.identity import Identity
from services.community_service.pages import pages
from services.community_service.processes.plans_batches import Planning
from services.community_service.settings import CommunityServiceSettings
from services.community_service.store.personal import PERSONAL
from shared.messaging.events import events_of, published
from shared.runtime import Service, serve
from shared.settings import read


def build(settings: CommunityServiceSettings) -> Service:
    """The whole service. Two routers need a setting: the secret of the person ids, and the public address."""
    identity = Identity(settings.person_key.get_secret_value().encode())
    return Service(
        name="community_service",
        title="Masohi: community service",
        routers=[
            verdicts.router(identity),
            verdicts_returned.router(identity),
            diversions.router(identity),
            amendments.router,
            sentences.router,
            cases.router,
            persons.router,
            persons_clients.router,
            offices.router,
            executions.router,
            guardians.router,
            endings.router,
            incidents.router,
            visits.router,
            ledger.router,
            sites.router,
            holidays.router,
            supervisors.router,
            availability.router,
            figures.router,
            plans_batches.router,
            plans.router,
            placements.router,
            bounds.router,
            attendance.router,
            attendance_sign_offs.router,
            field.router,
            settlements.router,
            corrections.router,
            alarms_weeks.router,
            alarms.router,
            breaches.router,
            fines.router,
            fines_corrections.router,
            waiting.router,
            reports.router(settings.public_url),
            reports.check,
        ],
        subscriptions=messages.subscriptions(identity),
        published=published(events, justice),
        recorded=tuple(events_of(events)),
        workers=(Planning().run,),
        jobs=(*jobs.JOBS, *jobs.purges(settings.keep_returned_verdicts_days)),
        sealed=JournalSealed,
        personal=PERSONAL,
        correcting=CORRECTING,
        proof_readers=("prosecutor", "counsellor", "court_clerk", "coordinator"),
        pages=pages(identity),
    )


if __name__ == "__main__":
    settings = read(CommunityServiceSettings)
    serve(build(settings), settings)
