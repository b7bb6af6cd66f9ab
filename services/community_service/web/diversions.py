"""A diversion by hand: the court's determination of a child's service."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import Response

from services.community_service import justice
from services.community_service.commands import diversions
from services.community_service.identity import Identity
from services.community_service.web.verdicts import law_of, office_choices
from shared.web.answers import pages_router
from shared.web.calls import PageCall
from shared.web.guard import page


def router(identity: Identity) -> APIRouter:
    """`identity` holds the secret of the person ids."""
    diversion_pages = pages_router(tags=["diversions"])

    @diversion_pages.get("/diversions/new")
    async def ask_determination(call: PageCall = page("court_clerk")) -> Response:
        return await call.show("diversion_new.html", given={}, law=law_of(call), **await office_choices(call))

    @diversion_pages.post("/diversions/new")
    async def determine_diversion(call: PageCall = page("court_clerk")) -> Response:
        return await call.act(
            diversions.determine,
            identity,
            form=justice.DiversionDetermined,
            then="/cases/{id}",
            again=lambda: ask_determination(call),
            said="The determination is recorded as a case.",
        )

    return diversion_pages
