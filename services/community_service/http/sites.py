"""Routes of sites."""

from __future__ import annotations

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from starlette.responses import Response

from services.community_service.commands import alarms, sites
from services.community_service.domain.sites import PlaceKind
from services.community_service.domain.sites_days import SiteStanding
from services.community_service.events import SiteState
from services.community_service.queries import sites as queries
from services.community_service.queries import sites_calendar, sites_declarations, sites_lists, sites_suspensions
from shared.dates import IsoDay
from shared.edge.paging import Limit, Page
from shared.edge.routes import Call, may

router = APIRouter(tags=["sites"])

FIRST, LAST = date(1900, 1, 1), date(2200, 1, 1)


@router.post("/sites", status_code=201, response_model=queries.SiteView)
async def open_site(body: sites.OpenSite, call: Call = may("coordinator")) -> Response:
    return await call.run(sites.open_site, body)


@router.get("/sites", response_model=Page[sites_lists.SiteSummary])
async def list_sites(
    state: SiteState | None = None,
    standing: SiteStanding | None = None,
    child_friendly: bool | None = None,
    place_kind: PlaceKind | None = None,
    agency_id: UUID | None = None,
    agreement_ends_by: IsoDay | None = None,
    after: UUID | None = None,
    limit: Limit = 50,
    call: Call = may("*"),
) -> Response:
    wanted = sites_lists.SitesWanted(state, standing, child_friendly, place_kind, agency_id, agreement_ends_by)
    return await call.read(sites_lists.sites, wanted, after, limit, call.resources.clock.now())


@router.get("/sites/{site_id}", response_model=queries.SiteView)
async def read_site(
    site_id: UUID, call: Call = may("coordinator", "counsellor", "supervisor", "prosecutor", "auditor")
) -> Response:
    return await call.read(queries.site, site_id)


@router.get("/sites/{site_id}/calendar", response_model=sites_calendar.SiteCalendar)
async def read_site_calendar(
    site_id: UUID,
    since: Annotated[IsoDay, Query(alias="from", ge=FIRST, le=LAST)],
    until: Annotated[IsoDay, Query(alias="to", ge=FIRST, le=LAST)],
    call: Call = may("coordinator", "counsellor", "supervisor", "auditor"),
) -> Response:
    now = call.resources.clock.now()
    return await call.read(sites_calendar.site_calendar, site_id, since, until, call.actor, now)


@router.put("/sites/{site_id}/details", response_model=queries.SiteDetailsView)
async def set_site_details(site_id: UUID, body: sites.SetSiteDetails, call: Call = may("coordinator")) -> Response:
    return await call.run(sites.set_site_details, site_id, body)


@router.put("/sites/{site_id}/place-kind", response_model=queries.SiteView)
async def set_place_kind(site_id: UUID, body: sites.SetPlaceKind, call: Call = may("coordinator")) -> Response:
    return await call.run(sites.set_place_kind, site_id, body)


@router.get("/sites/{site_id}/details", response_model=queries.SiteDetailsView)
async def read_site_details(
    site_id: UUID, call: Call = may("coordinator", "counsellor", "supervisor", "prosecutor", "auditor")
) -> Response:
    return await call.read(queries.site_details, site_id)


@router.post("/sites/{site_id}/declaration-withdrawal", status_code=204)
async def withdraw_declaration(site_id: UUID, call: Call = may("coordinator", "auditor")) -> Response:
    return await call.run(alarms.withdraw_declaration, site_id)


@router.get("/sites/{site_id}/declaration-withdrawal", response_model=sites_declarations.WithdrawalPreview)
async def preview_withdrawal(site_id: UUID, call: Call = may("coordinator", "auditor")) -> Response:
    return await call.read(sites_declarations.withdrawal_preview, site_id, call.resources.clock.now())


@router.get("/sites/{site_id}/suspension", response_model=sites_suspensions.SuspensionPreview)
async def preview_suspension(site_id: UUID, call: Call = may("coordinator")) -> Response:
    return await call.read(sites_suspensions.suspension_preview, site_id, call.resources.clock.now())


@router.post("/sites/{site_id}/suspension", response_model=queries.SiteView)
async def suspend_site(site_id: UUID, call: Call = may("coordinator")) -> Response:
    return await call.run(sites.suspend, site_id)


@router.post("/sites/{site_id}/resumption", response_model=queries.SiteView)
async def resume_site(site_id: UUID, call: Call = may("coordinator")) -> Response:
    return await call.run(sites.resume, site_id)


@router.post("/sites/{site_id}/closure", response_model=queries.SiteView)
async def close_site(site_id: UUID, call: Call = may("coordinator")) -> Response:
    return await call.run(sites.close, site_id)
