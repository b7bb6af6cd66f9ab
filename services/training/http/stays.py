"""The route of where somebody was held."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from services.training.commands import stays as commands
from services.training.queries import stays as queries
from shared.edge.routes import Call, may, refuses
from shared.errors import ConcurrentChange
from shared.privacy.reads import Purpose

router = APIRouter(tags=["training"])

HISTORY = "history in the register"
"""What a read is for where the caller says nothing else."""


@router.get("/participants/{participant_id}/stays", response_model=queries.StaysView)
@refuses(ConcurrentChange)
async def list_stays(
    participant_id: UUID, purpose: Purpose = HISTORY, call: Call = may("institution_staff", "auditor")
) -> Response:
    """An institution sees the stays with itself, an auditor all."""
    return await call.run(commands.list_stays, participant_id, purpose)
