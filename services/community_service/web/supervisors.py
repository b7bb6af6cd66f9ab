"""Who supervises a site, and from when others do."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from pydantic import Field
from starlette.responses import Response

from services.community_service.commands import supervisors as commands
from services.community_service.commands.sites import Subject
from services.community_service.queries import sites
from services.community_service.queries import supervisors as queries
from shared.clock import local_day
from shared.web.answers import pages_router
from shared.web.calls import PageCall
from shared.web.forms import Lines
from shared.web.guard import page

router = pages_router(tags=["sites"])


class Supervisors(commands.ChangeSupervisors):
    """As the command's, with a supervisor in each line."""

    supervisors: Annotated[frozenset[Subject], Field(min_length=1, max_length=50), Lines]


@router.get("/sites/{site_id}/supervisors")
async def show_supervisors(site_id: UUID, call: PageCall = page("coordinator")) -> Response:
    site = await call.get(sites.site, site_id)
    known = await call.get(queries.supervisors, site_id)
    today = local_day(call.resources.clock.now())
    return await call.show("site/supervisors.html", site=site, supervisors=known.supervisors, today=today)


@router.post("/sites/{site_id}/supervisors")
async def change_supervisors(site_id: UUID, call: PageCall = page("coordinator")) -> Response:
    return await call.act(
        commands.change_supervisors,
        site_id,
        form=Supervisors,
        then=f"/sites/{site_id}",
        said="The supervisors of the site are changed.",
        again=lambda: show_supervisors(site_id, call),
    )
