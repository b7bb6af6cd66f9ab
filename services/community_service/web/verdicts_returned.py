"""Verdicts that were refused: which rules each breaks, and its prosecutor's decision to have it carried out."""

from __future__ import annotations

from typing import Annotated, get_args
from uuid import UUID

from fastapi import APIRouter, Query
from starlette.responses import Response

from services.community_service.commands import verdicts_returned as commands
from services.community_service.domain.verdicts_returned import ReturnedState
from services.community_service.identity import Identity
from services.community_service.queries import verdicts_rejections as rejections
from services.community_service.queries import verdicts_returned as queries
from services.community_service.queries.offices import office_names
from shared.web.answers import pages_router
from shared.web.calls import PageCall
from shared.web.guard import page

ROLES = ("court_clerk", "prosecutor", "auditor")
_SHOWN = 25


def router(identity: Identity) -> APIRouter:
    """`identity` makes the id of the sentence."""
    returned_pages = pages_router(tags=["returned verdicts"])

    @returned_pages.get("/returned-verdicts")
    async def list_returned_verdicts(
        state: str = "returned", after: UUID | None = None, call: PageCall = page(*ROLES)
    ) -> Response:
        chosen = state if state in get_args(ReturnedState) else None
        found = await call.get(queries.returned_verdicts, call.actor, chosen, after, _SHOWN)
        return await call.show(
            "returned_verdicts.html",
            rows=found["items"],
            names=await call.get(office_names),
            state=chosen or "",
            states=call.choices("returned_state", get_args(ReturnedState)),
            after=call.next_page(found["next"]),
        )

    @returned_pages.get("/returned-verdicts/{returned_id}")
    async def show_returned_verdict(returned_id: UUID, call: PageCall = page(*ROLES)) -> Response:
        view = await call.get(queries.own_returned_verdict, returned_id, call.actor)
        acting = await call.get(queries.acting_on, view, call.actor)
        names = await call.get(office_names)
        return await call.show("returned_verdict.html", verdict=view, acting=acting, names=names)

    @returned_pages.post("/returned-verdicts/{returned_id}/override")
    async def override_verdict(returned_id: UUID, call: PageCall = page("prosecutor")) -> Response:
        return await call.act(
            commands.override,
            identity,
            returned_id,
            form=commands.OverrideVerdict,
            then="/cases/{id}",
            again=lambda: show_returned_verdict(returned_id, call),
            said="The verdict is carried out by your decision. Every page of the case says so.",
        )

    @returned_pages.get("/rejections")
    async def list_rejections(
        after: Annotated[int, Query(ge=0, lt=2**63)] = 0, call: PageCall = page(*ROLES)
    ) -> Response:
        found = await call.get(rejections.rejections, call.actor, after, _SHOWN)
        return await call.show(
            "rejections.html",
            rows=found["items"],
            names=await call.get(office_names),
            after=call.next_page(found["next"]),
        )

    return returned_pages
