"""The pages of the community service, and what stands in its navigation. A journey adds its router and its links."""

from __future__ import annotations

from pathlib import Path

from services.community_service.identity import Identity
from services.community_service.queries.cases_sections import READERS
from services.community_service.web import (
    alarms,
    amendments,
    attendance_sessions,
    attendance_sign_offs,
    availability,
    bounds,
    breaches_decisions,
    breaches_steps,
    cases,
    corrections,
    diversions,
    endings,
    executions,
    field,
    field_entries,
    fines,
    fines_corrections,
    guardians,
    incidents,
    offices,
    persons,
    persons_clients,
    placements,
    plans,
    reports,
    reports_documents,
    verdicts,
    verdicts_returned,
    visits,
    waiting,
)
from services.community_service.words import WORDS
from shared.web.site import Link, Pages
from shared.web.site import marked as _


def pages(identity: Identity) -> Pages:
    """`identity` holds the secret of the person ids, which the forms of verdicts need."""
    return Pages(
        Path(__file__).parent,
        _("Community service"),
        routers=[
            waiting.router,
            cases.router,
            persons_clients.router,
            attendance_sign_offs.router,
            attendance_sessions.router,
            field.router,
            field_entries.router,
            alarms.router,
            amendments.router,
            availability.router,
            bounds.router,
            breaches_decisions.router,
            breaches_steps.router,
            corrections.router,
            diversions.router(identity),
            endings.router,
            executions.router,
            fines.router,
            fines_corrections.router,
            guardians.router,
            incidents.router,
            offices.router,
            persons.router,
            placements.router,
            plans.router,
            reports_documents.router,
            verdicts.router(identity),
            verdicts_returned.router(identity),
            visits.router,
        ],
        nav=[
            Link("Waiting", "/", waiting.ROLES),
            Link("In the field", "/field/", ("supervisor",)),
            Link("Cases", "/cases", tuple(sorted(READERS))),
            Link("Clients", "/clients", persons_clients.ROLES),
            Link("Second sign-off", "/sign-offs", attendance_sign_offs.ROLES),
            Link("Record a verdict", "/verdicts/new", verdicts.ROLES),
            Link("Returned verdicts", "/returned-verdicts", verdicts_returned.ROLES),
            Link("Breaches", "/breaches", breaches_decisions.READERS),
            Link("Alarms", "/alarms", alarms.ROLES),
            Link("Incidents and complaints", "/incidents", incidents.READERS),
        ],
        words=WORDS,
        public=[reports.router],
        places={"sentence_id": "/cases/{}"},
    )
