"""Routes of outlets and fairs."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from services.training.commands import outlets as commands
from services.training.queries import outlets as queries
from shared.edge.paging import Limit, Page
from shared.edge.routes import Call, may

router = APIRouter(tags=["products"])


@router.post("/outlets", status_code=201, response_model=queries.OutletView)
async def open_outlet(body: commands.OpenOutlet, call: Call = may("trainer", "coordinator")) -> Response:
    return await call.run(commands.open_outlet, body)


@router.get("/outlets", response_model=Page[queries.OutletView])
async def list_outlets(
    agency: UUID | None = None,
    after: UUID | None = None,
    limit: Limit = 50,
    call: Call = may("institution_staff", "trainer", "coordinator", "auditor"),
) -> Response:
    return await call.read(queries.outlets, agency, after, limit)


@router.get("/outlets/{outlet_id}", response_model=queries.OutletView)
async def read_outlet(
    outlet_id: UUID, call: Call = may("institution_staff", "trainer", "coordinator", "auditor")
) -> Response:
    return await call.read(queries.outlet, outlet_id)


@router.put("/outlets/{outlet_id}", response_model=queries.OutletView)
async def update_outlet(
    outlet_id: UUID, body: commands.OutletDetails, call: Call = may("trainer", "coordinator")
) -> Response:
    return await call.run(commands.update_outlet, outlet_id, body)


@router.post("/outlets/{outlet_id}/closure", response_model=queries.OutletView)
async def close_outlet(outlet_id: UUID, call: Call = may("trainer", "coordinator")) -> Response:
    return await call.run(commands.close_outlet, outlet_id)
