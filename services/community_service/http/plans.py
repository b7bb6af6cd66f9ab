"""Routes of plans. The solver works in a thread: it lets go of the interpreter while it searches."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from services.community_service.commands import plans
from services.community_service.domain.plans.batch import plan_batch
from services.community_service.domain.plans.plan import plan
from services.community_service.domain.plans.problem import Problem
from services.community_service.metrics import PLAN_SECONDS
from services.community_service.queries import plans as queries
from shared.edge.routes import Call, may
from shared.postgres.pool import in_transaction

router = APIRouter(tags=["plans"])

_SOLVERS = {kind: ThreadPoolExecutor(1, f"plan-{kind}") for kind in ("one", "batch")}
"""One person does not wait for a batch."""


@router.post("/plans", status_code=201, response_model=queries.PlanView)
async def make_plan(body: plans.MakePlan, call: Call = may("counsellor")) -> Response:
    problem = await _gather(call, plans.gather, body, call.actor)
    return await call.run(plans.keep, problem, await _solve("one", plan, problem))


@router.post("/plans/batches", status_code=201, response_model=queries.BatchView)
async def make_plans(body: plans.MakePlans, call: Call = may("coordinator")) -> Response:
    gathered = await _gather(call, plans.gather_many, body)
    problems = [problem for _, problem in gathered if isinstance(problem, Problem)]
    return await call.run(plans.keep_many, gathered, await _solve("batch", plan_batch, problems))


@router.get("/plans/{plan_id}", response_model=queries.PlanView)
async def read_plan(plan_id: UUID, call: Call = may("counsellor", "coordinator")) -> Response:
    return await call.read(queries.own_plan, plan_id, call.actor)


@router.post("/plans/{plan_id}/confirmation", response_model=queries.PlanView)
async def confirm_plan(plan_id: UUID, call: Call = may("counsellor")) -> Response:
    return await call.run(plans.confirm, plan_id)


async def _gather(call: Call, command: Callable[..., Any], *args: Any) -> Any:
    """Reads in a short transaction: none is open while the solver works."""
    now = call.resources.clock.now()
    return await in_transaction(call.resources.pool, lambda conn: command(conn, *args, now=now))


async def _solve(kind: str, solve: Callable[..., Any], problems: Any) -> Any:
    with PLAN_SECONDS.labels(kind).time():
        return await asyncio.get_running_loop().run_in_executor(_SOLVERS[kind], solve, problems)
