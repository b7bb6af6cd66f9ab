"""Routes of the asset registers of agencies."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response, StreamingResponse

from services.training.commands import equipment as commands
from services.training.events import EquipmentState
from services.training.queries import equipment as queries
from shared.edge.paging import Limit, Page
from shared.edge.routes import Call, may
from shared.edge.spreadsheets import BATCH, CSV, download, stream
from shared.postgres.pool import Connection

router = APIRouter(tags=["training"])

_COLUMNS = (
    *("id", "agency_id", "institution_id", "number", "title", "kind", "serial", "condition", "value_rupiah"),
    *("acquired_on", "state"),
)


@router.post("/equipment", status_code=201, response_model=queries.EquipmentView)
async def register_equipment(body: commands.RegisterEquipment, call: Call = may("trainer", "coordinator")) -> Response:
    return await call.run(commands.register, body)


@router.get("/equipment", response_model=Page[queries.EquipmentSummary])
async def list_equipment(
    agency: UUID | None = None,
    institution: UUID | None = None,
    state: EquipmentState | None = None,
    after: UUID | None = None,
    limit: Limit = 50,
    call: Call = may("trainer", "institution_staff", "coordinator", "auditor"),
) -> Response:
    wanted = queries.Wanted(agency, institution, state)
    return await call.read(queries.register_for, call.actor, wanted, after, limit)


@router.get("/exports/equipment.csv", response_class=StreamingResponse, responses=CSV)
async def export_equipment(
    agency: UUID | None = None,
    institution: UUID | None = None,
    state: EquipmentState | None = None,
    call: Call = may("trainer", "institution_staff", "coordinator", "auditor"),
) -> Response:
    scope, wanted = queries.scope_of(call.actor), queries.Wanted(agency, institution, state)

    async def read(conn: Connection, after: str | None) -> dict[str, object]:
        return await queries.register(conn, scope, wanted, UUID(after) if after else None, BATCH)

    return download(stream(call.resources.pool, _COLUMNS, read), "equipment.csv")


@router.get("/equipment/{equipment_id}", response_model=queries.EquipmentView)
async def read_equipment(
    equipment_id: UUID, call: Call = may("trainer", "institution_staff", "coordinator", "auditor")
) -> Response:
    return await call.read(queries.equipment_for, call.actor, equipment_id)


@router.put("/equipment/{equipment_id}", response_model=queries.EquipmentView)
async def update_equipment(
    equipment_id: UUID, body: commands.EquipmentDetails, call: Call = may("trainer", "coordinator")
) -> Response:
    return await call.run(commands.update, equipment_id, body)
