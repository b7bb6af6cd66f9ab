"""Routes of plans."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from services.community_service.commands import plans, plans_sessions
from services.community_service.processes import plans as processes
from services.community_service.queries import plans as queries
from services.community_service.queries import plans_sessions as sessions
from shared.edge.routes import Call, may, refuses
from shared.errors import ConcurrentChange

router = APIRouter(tags=["plans"])


@router.post("/plans", status_code=201, response_model=queries.PlanView)
async def make_plan(body: plans.MakePlan, call: Call = may("counsellor")) -> Response:
    return await processes.make_plan(call, body)


@router.get("/plans/{plan_id}", response_model=queries.PlanView)
async def read_plan(plan_id: UUID, call: Call = may("counsellor", "coordinator")) -> Response:
    return await call.read(queries.own_plan, plan_id, call.actor)


@router.get("/plans/{plan_id}/comparison", response_model=sessions.PlanComparison)
@refuses(ConcurrentChange)
async def compare_plan(plan_id: UUID, call: Call = may("counsellor", "coordinator")) -> Response:
    return await call.run(plans_sessions.compare, plan_id)


@router.get("/sentences/{sentence_id}/plan", response_model=sessions.CurrentPlanView)
@refuses(ConcurrentChange)
async def read_current_plan(sentence_id: UUID, call: Call = may("counsellor", "coordinator")) -> Response:
    return await call.run(plans_sessions.read_current, sentence_id)


@router.post("/plans/{plan_id}/confirmation", response_model=queries.PlanView)
async def confirm_plan(plan_id: UUID, call: Call = may("counsellor")) -> Response:
    return await call.run(plans.confirm, plan_id)
