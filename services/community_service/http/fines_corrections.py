"""Routes of corrections of payments and seizures."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from services.community_service.commands import fines_corrections
from services.community_service.queries import fines_corrections as queries
from shared.edge.paging import Limit, Page
from shared.edge.routes import Call, may, reads_again

router = APIRouter(tags=["fines"])


@router.post("/fines/{fine_id}/corrections", status_code=201, response_model=queries.FineCorrectionView)
@reads_again(queries.fine_correction_for)
async def propose_fine_correction(
    fine_id: UUID, body: fines_corrections.ProposeFineCorrection, call: Call = may("prosecutor")
) -> Response:
    return await call.run(fines_corrections.propose, fine_id, body)


@router.get("/fine-corrections", response_model=Page[queries.FineCorrectionView])
async def list_fine_corrections(
    state: Literal["proposed", "approved", "rejected"] | None = None,
    sentence_id: UUID | None = None,
    after: UUID | None = None,
    limit: Limit = 50,
    call: Call = may("prosecutor", "coordinator", "auditor"),
) -> Response:
    return await call.read(queries.fine_corrections, call.actor, sentence_id, state, after, limit)


@router.get("/fine-corrections/{correction_id}", response_model=queries.FineCorrectionView)
async def read_fine_correction(
    correction_id: UUID, call: Call = may("prosecutor", "coordinator", "auditor")
) -> Response:
    return await call.read(queries.own_fine_correction, correction_id, call.actor)


@router.post("/fine-corrections/{correction_id}/decision", response_model=queries.FineCorrectionView)
@reads_again(queries.fine_correction_for)
async def decide_fine_correction(
    correction_id: UUID, body: fines_corrections.DecideFineCorrection, call: Call = may("prosecutor")
) -> Response:
    return await call.run(fines_corrections.decide, correction_id, body)
