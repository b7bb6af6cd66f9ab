"""Making plans: read what there is to plan with, solve, save what was found.

The solver may take seconds. It works in a thread, and no transaction is open meanwhile. It releases the interpreter
while it searches, so requests are served at the same time.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from starlette.responses import Response

from services.community_service.commands import plans
from services.community_service.domain.plans.batch import plan_batch
from services.community_service.domain.plans.plan import plan
from services.community_service.domain.plans.problem import Problem
from services.community_service.metrics import PLAN_SECONDS
from shared.edge.routes import Call

_SOLVERS = {kind: ThreadPoolExecutor(1, f"plan-{kind}") for kind in ("one", "batch")}
"""Two threads: a plan for one person does not wait for a batch."""

Problems = TypeVar("Problems")
Answers = TypeVar("Answers")


async def make_plan(call: Call, body: plans.MakePlan) -> Response:
    """A plan for one sentence. Raises NotFound, Forbidden, WrongState."""
    problem = await call.step(plans.load_problem, body)
    answer = await _solve("one", plan, problem)
    return await call.run(plans.save_plan, problem, answer)


async def make_plans(call: Call, body: plans.MakePlans) -> Response:
    """Plans for many sentences over the same seats. A sentence that cannot be planned has its refusal as answer."""
    loaded = await call.step(plans.load_problems, body)
    problems = [problem for _, problem in loaded if isinstance(problem, Problem)]
    answers = await _solve("batch", plan_batch, problems)
    return await call.run(plans.save_plans, loaded, answers)


async def _solve(kind: str, solve: Callable[[Problems], Answers], problems: Problems) -> Answers:
    with PLAN_SECONDS.labels(kind).time():
        return await asyncio.get_running_loop().run_in_executor(_SOLVERS[kind], solve, problems)
