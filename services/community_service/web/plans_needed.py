"""Cases without a plan, or with one that is not enough: a coordinator plans many at once, a counsellor case by case."""

from __future__ import annotations

from typing import Any, get_args
from uuid import UUID

from starlette.responses import Response

from services.community_service.queries import plans_batches, plans_needed
from shared.web.answers import pages_router
from shared.web.calls import PageCall
from shared.web.guard import page

router = pages_router(tags=["plans"])

ROLES = ("coordinator", "counsellor")
_SHOWN = 50
_BATCHES = 5


@router.get("/plans")
async def list_needed(standing: str = "", after: UUID | None = None, call: PageCall = page(*ROLES)) -> Response:
    """A coordinator plans for all; a counsellor goes to the plan of each case."""
    chosen: Any = standing if standing in get_args(plans_needed.PlanStanding) else None
    now = call.resources.clock.now()
    found = await call.get(plans_needed.plans_needed, call.actor, chosen, after, _SHOWN, now)
    many = "coordinator" in call.session.roles
    return await call.show(
        "plans.html",
        needed=found["items"],
        chosen=chosen,
        standings=call.choices("plan_standing", get_args(plans_needed.PlanStanding)),
        batches=(await call.get(plans_batches.batches, None, _BATCHES))["items"] if many else [],
        after=call.next_page(found["next"]),
    )
