"""Routes of goods on consignment."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from services.training.commands import consignments as commands
from services.training.queries import consignments as queries
from shared.edge.paging import Limit, Page
from shared.edge.routes import Call, may

router = APIRouter(tags=["products"])


@router.post("/batches/{batch_id}/consignments", status_code=201, response_model=queries.ConsignmentView)
async def send_consignment(
    batch_id: UUID, body: commands.SendConsignment, call: Call = may("institution_staff", "trainer")
) -> Response:
    return await call.run(commands.send, batch_id, body)


@router.get("/consignments", response_model=Page[queries.ConsignmentView])
async def list_consignments(
    outlet: UUID | None = None,
    institution: UUID | None = None,
    after: UUID | None = None,
    limit: Limit = 50,
    call: Call = may("institution_staff", "trainer", "coordinator", "auditor"),
) -> Response:
    return await call.read(queries.consignments, call.actor, outlet, institution, after, limit)


@router.get("/consignments/{consignment_id}", response_model=queries.ConsignmentView)
async def read_consignment(
    consignment_id: UUID, call: Call = may("institution_staff", "trainer", "coordinator", "auditor")
) -> Response:
    return await call.read(queries.consignment_for, call.actor, consignment_id)


@router.post("/consignments/{consignment_id}/count", response_model=queries.ConsignmentView)
async def count_consignment(
    consignment_id: UUID, body: commands.CountBack, call: Call = may("institution_staff", "trainer")
) -> Response:
    return await call.run(commands.count, consignment_id, body)
