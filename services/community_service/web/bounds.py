"""Another place than the one that the verdict states, by an act of the prosecutor."""

from __future__ import annotations

from uuid import UUID

from starlette.responses import Response

from services.community_service.commands import bounds
from services.community_service.queries.sites_lists import site_choices
from services.community_service.web.cases_forms import case_form
from shared.web.answers import pages_router
from shared.web.calls import PageCall
from shared.web.guard import page

router = pages_router(tags=["sentences"])


@router.get("/cases/{sentence_id}/place")
async def ask_place(sentence_id: UUID, call: PageCall = page("prosecutor")) -> Response:
    return await case_form(call, "place.html", sentence_id, sites=await call.get(site_choices))


@router.post("/cases/{sentence_id}/place")
async def allow_place(sentence_id: UUID, call: PageCall = page("prosecutor")) -> Response:
    return await call.act(
        bounds.allow,
        sentence_id,
        form=bounds.AllowPlace,
        then=f"/cases/{sentence_id}",
        again=lambda: ask_place(sentence_id, call),
        said="The other place is allowed.",
    )
