"""Routes of the private body that teaches a programme."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from services.training.commands import training_bodies as commands
from services.training.queries.programmes import ProgrammeView
from shared.edge.routes import Call, may

router = APIRouter(tags=["training"])


@router.put("/programmes/{programme_id}/training-body", response_model=ProgrammeView)
async def record_body(programme_id: UUID, body: commands.RecordBody, call: Call = may("coordinator")) -> Response:
    return await call.run(commands.record_body, programme_id, body)


@router.post("/programmes/{programme_id}/training-body/withdrawal", response_model=ProgrammeView)
async def withdraw_accreditation(
    programme_id: UUID, body: commands.WithdrawAccreditation, call: Call = may("coordinator")
) -> Response:
    return await call.run(commands.withdraw_accreditation, programme_id, body)


@router.post("/programmes/{programme_id}/training-body/end", response_model=ProgrammeView)
async def leave(programme_id: UUID, call: Call = may("coordinator")) -> Response:
    return await call.run(commands.leave, programme_id)
