"""The first page: what waits for whoever looks, the oldest first."""

from __future__ import annotations

from starlette.responses import Response

from services.community_service.queries import waiting as queries
from shared.web.answers import pages_router
from shared.web.calls import PageCall
from shared.web.guard import page

router = pages_router(tags=["waiting"])

_SHOWN = 50


@router.get("/")
async def show_waiting(call: PageCall = page("*")) -> Response:
    now = call.resources.clock.now()
    waiting = await call.get(queries.waiting, call.actor, now, None, None, None, _SHOWN)
    return await call.show("waiting.html", waiting=waiting)
