"""The pages of the community service, and what stands in its navigation. A journey adds its router and its links."""

from __future__ import annotations

from pathlib import Path

from services.community_service.identity import Identity
from services.community_service.queries.cases_sections import READERS
from services.community_service.web import (
    attendance_sessions,
    attendance_sign_offs,
    cases,
    diversions,
    field_refusals,
    figures_overview,
    holidays,
    offices,
    plans_needed,
    reports,
    reports_sites,
    sites,
    sites_details,
    sites_new,
    sites_suspensions,
    supervisors,
    verdicts,
    verdicts_returned,
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
            attendance_sign_offs.router,
            attendance_sessions.router,
            verdicts.router(identity),
            diversions.router(identity),
            verdicts_returned.router(identity),
            figures_overview.router,
            plans_needed.router,
            sites_new.router,
            sites.router,
            sites_details.router,
            sites_suspensions.router,
            supervisors.router,
            reports_sites.router,
            field_refusals.router,
            offices.router,
            holidays.router,
        ],
        nav=[
            Link("Waiting", "/", waiting.ROLES),
            Link("Overview", "/overview", figures_overview.ROLES),
            Link("Cases", "/cases", tuple(sorted(READERS))),
            Link("Second sign-off", "/sign-offs", attendance_sign_offs.ROLES),
            Link("Record a verdict", "/verdicts/new", verdicts.ROLES),
            Link("Returned verdicts", "/returned-verdicts", verdicts_returned.ROLES),
            Link("Plans", "/plans", plans_needed.ROLES),
            Link("Sites", "/sites", sites.ROLES),
            Link("Holidays", "/calendar", holidays.ROLES),
            Link("Refused entries", "/refused-entries", field_refusals.ROLES),
        ],
        words=WORDS,
        public=[reports.router],
        places={"sentence_id": "/cases/{}"},
    )
