"""A site turns out to be commercial (K3): what follows, before somebody withdraws its declaration."""

from __future__ import annotations

from uuid import UUID

from starlette.responses import Response

from services.community_service.commands import alarms as commands
from services.community_service.queries import sites as queries
from services.community_service.queries import sites_declarations
from shared.web.answers import pages_router
from shared.web.calls import PageCall
from shared.web.guard import page

router = pages_router(tags=["sites"])

ROLES = ("coordinator", "auditor")


@router.get("/sites/{site_id}/declaration-withdrawal")
async def preview_withdrawal(site_id: UUID, call: PageCall = page(*ROLES)) -> Response:
    return await call.show(
        "site/declaration.html",
        site=await call.get(queries.site, site_id),
        seen=await call.get(sites_declarations.withdrawal_preview, site_id, call.resources.clock.now()),
    )


@router.post("/sites/{site_id}/declaration-withdrawal")
async def withdraw(site_id: UUID, call: PageCall = page(*ROLES)) -> Response:
    return await call.act(
        commands.withdraw_declaration,
        site_id,
        then=f"/sites/{site_id}",
        said="The declaration is withdrawn. The site takes nobody any more.",
        again=lambda: preview_withdrawal(site_id, call),
    )
