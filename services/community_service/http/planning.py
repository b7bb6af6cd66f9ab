"""JSON routes of planning. The solver works in a thread: it lets go of the interpreter while it searches."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query
from starlette.responses import Response

from services.community_service.commands import availability, planning, sessions
from services.community_service.domain.planning.batch import plan_batch
from services.community_service.domain.planning.plan import plan
from services.community_service.domain.planning.problem import Problem
from services.community_service.metrics import PLAN_SECONDS
from services.community_service.queries import planning as queries
from shared.edge.routes import Call, may
from shared.postgres.pool import in_transaction

router = APIRouter(tags=["planning"])

Purpose = Annotated[str, Query(min_length=3, max_length=200)]

_SOLVERS = {kind: ThreadPoolExecutor(1, f"plan-{kind}") for kind in ("one", "batch")}
"""One person does not wait for a batch."""


@router.post("/plans", status_code=201, response_model=queries.PlanView)
async def make_plan(body: planning.MakePlan, call: Call = may("counsellor")) -> Response:
    problem = await _gather(call, planning.gather, body, call.actor)
    return await call.run(planning.keep, problem, await _solve("one", plan, problem))


@router.post("/plans/batch", status_code=201, response_model=queries.BatchView)
async def make_plans(body: planning.MakePlans, call: Call = may("coordinator")) -> Response:
    gathered = await _gather(call, planning.gather_many, body)
    problems = [problem for _, problem in gathered if isinstance(problem, Problem)]
    return await call.run(planning.keep_many, gathered, await _solve("batch", plan_batch, problems))


@router.get("/plans/{plan_id}", response_model=queries.PlanView)
async def read_plan(plan_id: UUID, call: Call = may("counsellor", "coordinator")) -> Response:
    return await call.read(queries.own_plan, plan_id, call.actor)


@router.put("/plans/{plan_id}/confirmation", response_model=queries.PlanView)
async def confirm_plan(plan_id: UUID, call: Call = may("counsellor")) -> Response:
    return await call.run(planning.confirm, plan_id)


@router.post("/sessions/{session_id}/cancellation", status_code=204)
async def cancel_session(
    session_id: UUID, body: sessions.CancelSession, call: Call = may("counsellor", "coordinator")
) -> Response:
    return await call.run(sessions.cancel, session_id, body)


@router.put("/sentences/{sentence_id}/availability", response_model=queries.AvailabilityView)
async def set_availability(
    sentence_id: UUID, body: availability.SetAvailability, call: Call = may("counsellor")
) -> Response:
    return await call.run(availability.set_availability, sentence_id, body)


@router.get("/sentences/{sentence_id}/availability", response_model=queries.AvailabilityView)
async def read_availability(sentence_id: UUID, purpose: Purpose, call: Call = may("counsellor")) -> Response:
    return await call.run(availability.read_availability, sentence_id, purpose)


@router.put("/sites/{site_id}/details", response_model=queries.SiteDetailsView)
async def set_site_details(
    site_id: UUID, body: availability.SetSiteDetails, call: Call = may("coordinator")
) -> Response:
    return await call.run(availability.set_site_details, site_id, body)


@router.get("/sites/{site_id}/details", response_model=queries.SiteDetailsView)
async def read_site_details(
    site_id: UUID, call: Call = may("coordinator", "counsellor", "supervisor", "prosecutor", "auditor")
) -> Response:
    return await call.read(queries.site_details, site_id)


async def _gather(call: Call, command: Callable[..., Any], *args: Any) -> Any:
    """Reads in a short transaction: none is open while the solver works."""
    now = call.resources.clock.now()
    return await in_transaction(call.resources.pool, lambda conn: command(conn, *args, now=now))


async def _solve(kind: str, solve: Callable[..., Any], problems: Any) -> Any:
    with PLAN_SECONDS.labels(kind).time():
        return await asyncio.get_running_loop().run_in_executor(_SOLVERS[kind], solve, problems)
