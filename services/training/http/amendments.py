"""Routes that change a programme after its opening."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from services.training.commands import amendments as commands
from services.training.commands import decisions
from services.training.queries.programmes import ProgrammeView
from shared.edge.routes import Call, may

router = APIRouter(tags=["training"])


@router.put("/programmes/{programme_id}/capacity", response_model=ProgrammeView)
async def change_capacity(
    programme_id: UUID, body: commands.ChangeCapacity, call: Call = may("coordinator")
) -> Response:
    return await call.run(commands.change_capacity, programme_id, body)


@router.post("/programmes/{programme_id}/amendment", response_model=ProgrammeView)
async def amend_programme(
    programme_id: UUID, body: commands.AmendProgramme, call: Call = may("coordinator")
) -> Response:
    return await call.run(commands.amend, programme_id, body)


@router.post("/programmes/{programme_id}/decision", response_model=ProgrammeView)
async def decide_programme(programme_id: UUID, body: decisions.Decide, call: Call = may("coordinator")) -> Response:
    return await call.run(decisions.decide, programme_id, body)
