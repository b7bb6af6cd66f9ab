"""Routes of the maintenance of equipment."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from services.training.commands import maintenance as commands
from services.training.queries import maintenance as queries
from shared.edge.paging import Limit, Page
from shared.edge.routes import Call, may

router = APIRouter(tags=["training"])


@router.post("/equipment/{equipment_id}/maintenance", status_code=201, response_model=queries.MaintenanceView)
async def start_maintenance(
    equipment_id: UUID, body: commands.StartMaintenance, call: Call = may("trainer", "coordinator")
) -> Response:
    return await call.run(commands.start, equipment_id, body)


@router.get("/equipment/{equipment_id}/maintenance", response_model=Page[queries.MaintenanceView])
async def list_maintenance(
    equipment_id: UUID,
    after: UUID | None = None,
    limit: Limit = 50,
    call: Call = may("trainer", "institution_staff", "coordinator", "auditor"),
) -> Response:
    return await call.read(queries.maintenance_of, call.actor, equipment_id, after, limit)


@router.post("/maintenance/{maintenance_id}/completion", response_model=queries.MaintenanceView)
async def end_maintenance(
    maintenance_id: UUID, body: commands.EndMaintenance, call: Call = may("trainer", "coordinator")
) -> Response:
    return await call.run(commands.end, maintenance_id, body)
