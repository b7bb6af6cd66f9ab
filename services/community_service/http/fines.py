"""Routes of fines."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from services.community_service.commands import fines
from services.community_service.events import FineState
from services.community_service.queries import fines as queries
from shared.edge.paging import Limit, Page
from shared.edge.routes import Call, may

router = APIRouter(tags=["fines"])


@router.get("/fines", response_model=Page[queries.FineView])
async def list_fines(
    state: FineState | None = None,
    sentence_id: UUID | None = None,
    after: UUID | None = None,
    limit: Limit = 50,
    call: Call = may("counsellor", "prosecutor", "court_clerk", "coordinator", "auditor"),
) -> Response:
    return await call.read(queries.fines, call.actor, sentence_id, state, after, limit)


@router.get("/fines/{fine_id}", response_model=queries.FineView)
async def read_fine(
    fine_id: UUID, call: Call = may("counsellor", "prosecutor", "court_clerk", "coordinator", "auditor")
) -> Response:
    return await call.read(queries.own_fine, fine_id, call.actor)


@router.post("/fines/{fine_id}/payments", status_code=201, response_model=queries.FineView)
async def pay_fine(fine_id: UUID, body: fines.RecordPayment, call: Call = may("prosecutor")) -> Response:
    return await call.run(fines.pay, fine_id, body)


@router.post("/fines/{fine_id}/seizures", status_code=201, response_model=queries.FineView)
async def seize_for_fine(fine_id: UUID, body: fines.RecordSeizure, call: Call = may("prosecutor")) -> Response:
    return await call.run(fines.seize, fine_id, body)


@router.post("/fines/{fine_id}/substitute-prison", response_model=queries.FineView)
async def order_substitute_prison(
    fine_id: UUID, body: fines.OrderSubstitutePrison, call: Call = may("prosecutor")
) -> Response:
    return await call.run(fines.substitute, fine_id, body)
