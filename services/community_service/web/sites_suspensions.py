"""A site that takes nobody: who is affected before it is suspended or closed, and its opening again."""

from __future__ import annotations

from uuid import UUID

from starlette.responses import Response

from services.community_service.commands import sites as commands
from services.community_service.queries import sites as queries
from services.community_service.queries import sites_suspensions
from services.community_service.web.sites import show_site
from shared.web.answers import pages_router
from shared.web.calls import PageCall
from shared.web.guard import page

router = pages_router(tags=["sites"])


@router.get("/sites/{site_id}/suspension")
async def preview_suspension(site_id: UUID, call: PageCall = page("coordinator")) -> Response:
    return await _preview(site_id, "suspension", call)


@router.post("/sites/{site_id}/suspension")
async def suspend(site_id: UUID, call: PageCall = page("coordinator")) -> Response:
    return await call.act(
        commands.suspend,
        site_id,
        then=f"/sites/{site_id}",
        said="The site is suspended. It takes nobody until it is resumed.",
        again=lambda: preview_suspension(site_id, call),
    )


@router.get("/sites/{site_id}/closure")
async def preview_closure(site_id: UUID, call: PageCall = page("coordinator")) -> Response:
    return await _preview(site_id, "closure", call)


@router.post("/sites/{site_id}/closure")
async def close(site_id: UUID, call: PageCall = page("coordinator")) -> Response:
    return await call.act(
        commands.close,
        site_id,
        then=f"/sites/{site_id}",
        said="The site is closed for good.",
        again=lambda: preview_closure(site_id, call),
    )


@router.post("/sites/{site_id}/resumption")
async def resume(site_id: UUID, call: PageCall = page("coordinator")) -> Response:
    return await call.act(
        commands.resume,
        site_id,
        then=f"/sites/{site_id}",
        said="The site is open again.",
        again=lambda: show_site(site_id, None, call),
    )


async def _preview(site_id: UUID, step: str, call: PageCall) -> Response:
    return await call.show(
        "site/suspension.html",
        step=step,
        site=await call.get(queries.site, site_id),
        touched=await call.get(sites_suspensions.suspension_preview, site_id, call.resources.clock.now()),
    )
