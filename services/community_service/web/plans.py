"""Plans: what is booked, a new plan beside it on a calendar, or why there is none, and the confirmation."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, Field
from starlette.responses import Response

from services.community_service.commands import plans, plans_sessions
from services.community_service.domain.cases import RUNNING
from services.community_service.processes import plans as processes
from services.community_service.queries.cases_heads import case_head
from services.community_service.queries.plans_sessions import CurrentPlanView, PlanComparison, PlannedLine
from services.community_service.queries.sites_lists import SitesWanted, sites
from shared.clock import local_day
from shared.edge.routes import Call
from shared.web.answers import pages_router
from shared.web.calls import PageCall
from shared.web.guard import page

router = pages_router(tags=["plans"])

ROLES = ("counsellor", "coordinator")
_MOST_SITES = 200


class Chosen(BaseModel):
    """None: every site may get sessions."""

    site_ids: Annotated[list[UUID], Field(max_length=100)] | None = None


@router.get("/cases/{sentence_id}/plan")
async def show_schedule(sentence_id: UUID, call: PageCall = page(*ROLES)) -> Response:
    """How far a site is from the home stands here only while the counsellor has said a purpose today."""
    head = await call.get(case_head, sentence_id, call.actor, ROLES)
    current: CurrentPlanView = await call.step(plans_sessions.read_current, sentence_id)
    now = call.resources.clock.now()
    found = await call.get(sites, SitesWanted(state="open"), None, _MOST_SITES, now)
    return await call.show(
        "schedule.html",
        head=head,
        current=current,
        sites=[(each.id, each.name, each.free_seats) for each in found["items"]],
        plans="counsellor" in head.acting and head.state in RUNNING,
    )


@router.post("/cases/{sentence_id}/plan")
async def make_plan(sentence_id: UUID, call: PageCall = page("counsellor")) -> Response:
    async def plan(plain: Call, chosen: Chosen) -> Response:
        wanted = frozenset(chosen.site_ids) if chosen.site_ids else None
        return await processes.make_plan(plain, plans.MakePlan(sentence_id=sentence_id, site_ids=wanted))

    return await call.act_through(plan, form=Chosen, then="/plans/{id}", again=lambda: show_schedule(sentence_id, call))


@router.get("/plans/{plan_id}")
async def show_plan(plan_id: UUID, call: PageCall = page(*ROLES)) -> Response:
    found: PlanComparison = await call.step(plans_sessions.compare, plan_id)
    head = await call.get(case_head, found.plan.sentence_id, call.actor, ROLES)
    lines = {"kept": found.kept, "new": found.added, "gone": found.gone}
    return await call.show(
        "plan.html",
        found=found,
        head=head,
        lines=lines,
        months=_months(line for each in lines.values() for line in each),
        today=local_day(call.resources.clock.now()),
        confirms="counsellor" in head.acting and found.plan.state == "proposed" and not found.outdated,
    )


def _months(lines: Iterable[PlannedLine]) -> list[date]:
    return sorted({line.on.replace(day=1) for line in lines})


@router.post("/plans/{plan_id}/confirmation")
async def confirm_plan(plan_id: UUID, call: PageCall = page("counsellor")) -> Response:
    return await call.act(
        plans.confirm,
        plan_id,
        then="/cases/{sentence_id}",
        said="The plan holds: its sessions are booked.",
        again=lambda: show_plan(plan_id, call),
    )
