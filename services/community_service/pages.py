"""The pages of the community service, and what stands in its navigation. A journey adds its router and its links."""

from __future__ import annotations

from pathlib import Path

from services.community_service.identity import Identity
from services.community_service.queries.cases_sections import READERS
from services.community_service.web import (
    attendance_sessions,
    attendance_sign_offs,
    availability,
    bounds,
    breaches_steps,
    cases,
    corrections,
    guardians,
    incidents,
    persons_clients,
    placements,
    plans,
    reports,
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
            corrections.router,
            breaches_steps.router,
            incidents.router,
            visits.router,
            guardians.router,
            plans.router,
            placements.router,
            bounds.router,
            availability.router,
        ],
        nav=[
            Link("Waiting", "/", waiting.ROLES),
            Link("Cases", "/cases", tuple(sorted(READERS))),
            Link("Clients", "/clients", persons_clients.ROLES),
            Link("Second sign-off", "/sign-offs", attendance_sign_offs.ROLES),
            Link("Incidents and complaints", "/incidents", incidents.READERS),
        ],
        words=WORDS,
        public=[reports.router],
    )
