"""Routes of corrections."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from services.community_service.commands import corrections
from services.community_service.queries import corrections as queries
from shared.edge.paging import Limit, Page
from shared.edge.routes import Call, may, reads_again

router = APIRouter(tags=["corrections"])


@router.post("/sessions/{session_id}/corrections", status_code=201, response_model=queries.CorrectionView)
@reads_again(queries.correction_for)
async def propose_correction(
    session_id: UUID, body: corrections.ProposeCorrection, call: Call = may("supervisor", "counsellor", "coordinator")
) -> Response:
    return await call.run(corrections.propose, session_id, body)


@router.get("/corrections", response_model=Page[queries.CorrectionView])
async def list_corrections(
    state: Literal["proposed", "approved", "rejected"] | None = None,
    sentence_id: UUID | None = None,
    after: UUID | None = None,
    limit: Limit = 50,
    call: Call = may("counsellor", "prosecutor", "coordinator", "auditor"),
) -> Response:
    return await call.read(queries.corrections, call.actor, sentence_id, state, after, limit)


@router.post("/corrections/{correction_id}/decision", response_model=queries.CorrectionView)
@reads_again(queries.correction_for)
async def decide_correction(
    correction_id: UUID,
    body: corrections.DecideCorrection,
    call: Call = may("counsellor", "prosecutor", "coordinator"),
) -> Response:
    return await call.run(corrections.decide, correction_id, body)
