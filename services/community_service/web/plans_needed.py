"""Cases without a plan, or with one that is not enough: planned many at once, with an answer for each."""

from __future__ import annotations

from typing import Any, get_args
from uuid import UUID

from starlette.responses import Response

from services.community_service.commands.plans import MakePlans
from services.community_service.processes import plans as processes
from services.community_service.queries import plans_needed
from services.community_service.queries.cases_calendar import site_names
from services.community_service.queries.plans import BatchView
from services.community_service.queries.plans_answers import planned_cases
from shared.web.answers import pages_router
from shared.web.calls import PageCall
from shared.web.guard import page

router = pages_router(tags=["plans"])

ROLES = ("coordinator", "counsellor")
_SHOWN = 50


@router.get("/plans")
async def list_needed(standing: str = "", after: UUID | None = None, call: PageCall = page(*ROLES)) -> Response:
    """A coordinator plans for all; a counsellor goes to the plan of each case."""
    chosen: Any = standing if standing in get_args(plans_needed.PlanStanding) else None
    now = call.resources.clock.now()
    found = await call.get(plans_needed.plans_needed, call.actor, chosen, after, _SHOWN, now)
    return await call.show(
        "plans.html",
        needed=found["items"],
        chosen=chosen,
        standings=call.choices("plan_standing", get_args(plans_needed.PlanStanding)),
        after=call.next_page(found["next"]),
    )


@router.post("/plans/batches")
async def make_plans(call: PageCall = page("coordinator")) -> Response:
    """Proposals. A counsellor of the case confirms each; until then nothing is booked."""
    return await call.act_through_and_show(
        processes.make_plans,
        form=MakePlans,
        show=lambda answer: _answers(call, BatchView.model_validate(answer)),
        again=lambda: list_needed("", None, call),
    )


async def _answers(call: PageCall, batch: BatchView) -> Response:
    sites = {session.site_id for item in batch.items if item.plan for session in item.plan.sessions}
    names = await call.get(site_names, sites)
    cases = await call.get(planned_cases, [item.sentence_id for item in batch.items])
    lines = [
        {
            "plan": item.plan,
            "case": cases.get(item.sentence_id),
            "sites": sorted({names[session.site_id] for session in item.plan.sessions}) if item.plan else [],
        }
        for item in batch.items
    ]
    return await call.show("plans_answers.html", answer=batch, lines=lines)
