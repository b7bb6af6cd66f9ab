"""Routes of obligations in work plans."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from services.agreements.commands import obligations as commands
from services.agreements.commands.fields import Day
from services.agreements.http.paging import After
from services.agreements.queries import obligations as queries
from services.agreements.queries.obligations import ObligationFilter, Standing
from shared.edge.paging import Limit, Page
from shared.edge.routes import Call, may

router = APIRouter(tags=["obligations"])


@router.post(
    "/cooperation-agreements/{agreement_id}/obligations", status_code=201, response_model=queries.ObligationView
)
async def plan_obligation(agreement_id: UUID, body: commands.PlanObligation, call: Call = may("clerk")) -> Response:
    return await call.run(commands.plan, agreement_id, body)


@router.get("/obligations", response_model=Page[queries.ObligationSummary])
async def list_obligations(
    owed_by: UUID | None = None,
    state: Standing | None = None,
    agreement: UUID | None = None,
    due_from: Day | None = None,
    due_by: Day | None = None,
    after: After = None,
    limit: Limit = 50,
    call: Call = may("clerk", "auditor", "coordinator"),
) -> Response:
    wanted = ObligationFilter(owed_by, state, agreement, due_from, due_by)
    return await call.read(queries.obligations, wanted, after, limit)


@router.get("/obligations/{obligation_id}", response_model=queries.ObligationView)
async def read_obligation(obligation_id: UUID, call: Call = may("clerk", "auditor", "coordinator")) -> Response:
    return await call.read(queries.obligation, obligation_id)


@router.put("/obligations/{obligation_id}", response_model=queries.ObligationView)
async def revise_obligation(obligation_id: UUID, body: commands.PlanObligation, call: Call = may("clerk")) -> Response:
    return await call.run(commands.revise, obligation_id, body)


@router.delete("/obligations/{obligation_id}", response_model=queries.ObligationView)
async def strike_obligation(obligation_id: UUID, call: Call = may("clerk")) -> Response:
    return await call.run(commands.strike, obligation_id)
