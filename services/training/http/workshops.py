"""Routes of workshops."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from services.training.commands import workshops as commands
from services.training.queries import workshops as queries
from shared.edge.paging import Limit, Page
from shared.edge.routes import Call, may

router = APIRouter(tags=["products"])


@router.post("/workshops", status_code=201, response_model=queries.WorkshopView)
async def open_workshop(body: commands.OpenWorkshop, call: Call = may("institution_staff")) -> Response:
    return await call.run(commands.open_workshop, body)


@router.get("/workshops", response_model=Page[queries.WorkshopView])
async def list_workshops(
    institution: UUID | None = None,
    after: UUID | None = None,
    limit: Limit = 50,
    call: Call = may("institution_staff", "trainer", "coordinator", "auditor"),
) -> Response:
    return await call.read(queries.workshops, institution, after, limit)
