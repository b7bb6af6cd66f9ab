"""The first page of a service that has none of its own: what somebody with these roles finds here."""

from __future__ import annotations

from starlette.responses import Response

from shared.web.answers import pages_router
from shared.web.calls import PageCall
from shared.web.guard import page

router = pages_router(tags=["start"])


@router.get("/")
async def show_start(call: PageCall = page("*")) -> Response:
    return await call.show("kit/start.html")
