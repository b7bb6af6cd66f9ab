"""Plans for many cases: asked for, watched while they are made, and what became of each case."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated
from uuid import UUID

from fastapi import Query
from pydantic import BaseModel
from starlette.responses import Response

from services.community_service.commands import plans_batches as commands
from services.community_service.commands.plans import MakePlans
from services.community_service.queries import plans_batches as queries
from services.community_service.queries.cases_calendar import site_names
from services.community_service.queries.plans_batches import BatchItem
from services.community_service.queries.plans_needed import PlanStanding
from services.community_service.web.plans_needed import list_needed
from shared.web.answers import pages_router
from shared.web.calls import PageCall
from shared.web.guard import page

router = pages_router(tags=["plans"])

ROLES = ("coordinator",)
_SHOWN = 25
_EVERY_S = 3
_TURNS = 100
"""The page of a batch under way looks again so many times, which is five minutes: as that of a check of the journal."""
Turn = Annotated[int, Query(ge=0, le=_TURNS)]
Place = Annotated[int, Query(ge=0, lt=commands.MOST)]


class All(BaseModel):
    """Every case that needs a plan, or those of one kind."""

    standing: PlanStanding | None = None


@router.post("/plans/batches")
async def ask(call: PageCall = page(*ROLES)) -> Response:
    """Proposals. A counsellor of the case confirms each; until then nothing is booked."""
    return await call.act(
        commands.ask, form=MakePlans, then="/plans/batches/{id}", again=lambda: list_needed("", None, call)
    )


@router.post("/plans/batches/all")
async def ask_for_all(call: PageCall = page(*ROLES)) -> Response:
    return await call.act(
        commands.ask_for_all,
        form=All,
        body=lambda form: form.standing,
        then="/plans/batches/{id}",
        again=lambda: list_needed("", None, call),
    )


@router.get("/plans/batches/{batch_id}")
async def show_batch(
    batch_id: UUID,
    show: str = "",
    after: Place | None = None,
    turn: Turn = 0,
    call: PageCall = page(*ROLES),
) -> Response:
    """Who could not be planned comes first; `show=proposed` are the others."""
    outcome: queries.Outcome = "proposed" if show == "proposed" else "not_planned"
    batch: queries.BatchView = await call.get(queries.batch, batch_id)
    found = await call.get(queries.batch_items, batch_id, outcome, after, _SHOWN)
    watching = batch.is_under_way and turn < _TURNS
    path = call.request.url.path
    answer = await call.show(
        "plans_batch.html",
        batch=batch,
        outcome=outcome,
        lines=found["items"],
        sites=await call.get(site_names, _sites(found["items"])),
        watching=watching,
        every=_EVERY_S,
        stop=f"{path}?show={show}&turn={_TURNS}" if show == "proposed" else f"{path}?turn={_TURNS}",
        after=call.next_page(found["next"]),
    )
    if watching:
        again = f"show=proposed&turn={turn + 1}" if show == "proposed" else f"turn={turn + 1}"
        answer.headers["refresh"] = f"{_EVERY_S}; url={path}?{again}"
    return answer


def _sites(items: Sequence[BatchItem]) -> set[UUID]:
    return {session.site_id for item in items if item.plan for session in item.plan.sessions}
