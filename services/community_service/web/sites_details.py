"""What a coordinator changes about a site: its details, the kind of place, the days on which it is closed."""

from __future__ import annotations

from typing import Annotated, get_args
from uuid import UUID

from pydantic import Field
from starlette.responses import Response

from services.community_service.commands import sites as commands
from services.community_service.commands import sites_details
from services.community_service.commands.sites import Skill
from services.community_service.domain.sites import PlaceKind
from services.community_service.queries import sites as queries
from shared.clock import local_day
from shared.web.answers import pages_router
from shared.web.calls import PageCall
from shared.web.forms import Lines
from shared.web.guard import page

router = pages_router(tags=["sites"])

_Skills = Annotated[frozenset[Skill], Field(max_length=20), Lines]


class Usual(sites_details.SetUsual):
    """As the command's, with a skill in each line."""

    skills_required: _Skills = frozenset()
    skills_helpful: _Skills = frozenset()


@router.get("/sites/{site_id}/details")
async def show_details(site_id: UUID, call: PageCall = page("coordinator")) -> Response:
    return await call.show(
        "site/details.html",
        site=await call.get(queries.site, site_id),
        details=await call.get(queries.site_details, site_id),
        place_kinds=call.choices("place_kind", get_args(PlaceKind)),
    )


@router.post("/sites/{site_id}/details")
async def set_details(site_id: UUID, call: PageCall = page("coordinator")) -> Response:
    return await call.act(
        sites_details.set_usual,
        site_id,
        form=Usual,
        then=f"/sites/{site_id}",
        said="The details of the site are saved.",
        again=lambda: show_details(site_id, call),
    )


@router.get("/sites/{site_id}/closed-days")
async def show_closed_days(site_id: UUID, call: PageCall = page("coordinator")) -> Response:
    today = local_day(call.resources.clock.now())
    details = await call.get(queries.site_details, site_id)
    return await call.show(
        "site/closed_days.html",
        site=await call.get(queries.site, site_id),
        closed=[day for day in details.closed_days if day.on >= today],
        today=today,
    )


@router.post("/sites/{site_id}/closed-days")
async def close_day(site_id: UUID, call: PageCall = page("coordinator")) -> Response:
    return await call.act(
        sites_details.close_day,
        site_id,
        form=commands.CloseDay,
        then=f"/sites/{site_id}/closed-days",
        said="The day is closed. Whoever has a session on it needs a new plan.",
        again=lambda: show_closed_days(site_id, call),
    )


@router.post("/sites/{site_id}/opened-days")
async def open_day(site_id: UUID, call: PageCall = page("coordinator")) -> Response:
    return await call.act(
        sites_details.open_day,
        site_id,
        form=sites_details.OpenDay,
        then=f"/sites/{site_id}/closed-days",
        said="The day is not closed any more.",
        again=lambda: show_closed_days(site_id, call),
    )
