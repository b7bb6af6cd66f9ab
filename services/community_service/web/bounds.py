"""The prosecutor's act that allows another place than the one that the verdict states."""

from __future__ import annotations

from uuid import UUID

from starlette.responses import Response

from services.community_service.commands import bounds
from services.community_service.queries.cases_heads import case_head
from services.community_service.queries.sites_lists import SitesWanted, sites
from shared.clock import local_day
from shared.web.answers import pages_router
from shared.web.calls import PageCall
from shared.web.guard import page

router = pages_router(tags=["sentences"])

_MOST_SITES = 200


@router.get("/cases/{sentence_id}/place")
async def ask_place(sentence_id: UUID, call: PageCall = page("prosecutor")) -> Response:
    now = call.resources.clock.now()
    found = await call.get(sites, SitesWanted(), None, _MOST_SITES, now)
    return await call.show(
        "place_new.html",
        head=await call.get(case_head, sentence_id, call.actor, ("prosecutor",)),
        sites=[(each.id, each.name) for each in found["items"]],
        today=local_day(now),
    )


@router.post("/cases/{sentence_id}/place")
async def allow_place(sentence_id: UUID, call: PageCall = page("prosecutor")) -> Response:
    return await call.act(
        bounds.allow,
        sentence_id,
        form=bounds.AllowPlace,
        then=f"/cases/{sentence_id}",
        said="The place is allowed.",
        again=lambda: ask_place(sentence_id, call),
    )
