"""Routes of yearly evaluations."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from services.agreements.commands import evaluations as commands
from services.agreements.events import Recommendation
from services.agreements.queries import evaluations as queries
from shared.edge.paging import Limit, Page
from shared.edge.routes import Call, may

router = APIRouter(tags=["evaluations"])


@router.post(
    "/cooperation-agreements/{agreement_id}/evaluations", status_code=201, response_model=queries.EvaluationView
)
async def file_evaluation(agreement_id: UUID, body: commands.FileEvaluation, call: Call = may("clerk")) -> Response:
    return await call.run(commands.file_evaluation, agreement_id, body)


@router.get("/evaluations", response_model=Page[queries.EvaluationSummary])
async def list_evaluations(
    agreement: UUID | None = None,
    recommendation: Recommendation | None = None,
    after: UUID | None = None,
    limit: Limit = 50,
    call: Call = may("clerk", "auditor", "coordinator"),
) -> Response:
    return await call.read(queries.evaluations, agreement, recommendation, after, limit)


@router.get("/evaluations/{evaluation_id}", response_model=queries.EvaluationView)
async def read_evaluation(evaluation_id: UUID, call: Call = may("clerk", "auditor", "coordinator")) -> Response:
    return await call.read(queries.evaluation, evaluation_id)
