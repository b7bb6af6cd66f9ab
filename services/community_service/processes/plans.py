"""Making a plan: read what there is to plan with, solve, save what was found.

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
from services.community_service.domain.plans.plan import plan
from services.community_service.metrics import PLAN_SECONDS
from shared.edge.routes import Call

_SOLVERS = {kind: ThreadPoolExecutor(1, f"plan-{kind}") for kind in ("one", "batch")}
"""Two threads: a plan for one person does not wait for a batch."""

Found = TypeVar("Found")


async def make_plan(call: Call, body: plans.MakePlan) -> Response:
    """A plan for one sentence. Raises NotFound, Forbidden, WrongState."""
    problem = await call.step(plans.load_problem, body)
    with PLAN_SECONDS.labels("one").time():
        answer = await solved("one", lambda: plan(problem))
    return await call.run(plans.save_plan, problem, answer)


async def solved(kind: str, solve: Callable[[], Found]) -> Found:
    return await asyncio.get_running_loop().run_in_executor(_SOLVERS[kind], solve)
