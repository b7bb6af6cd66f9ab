"""The route of what somebody may join."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from services.training.commands import openings as commands
from services.training.queries import openings as queries
from shared.edge.languages import language
from shared.edge.paging import Limit, Page
from shared.edge.routes import Call, may, refuses
from shared.errors import ConcurrentChange
from shared.privacy.reads import Purpose

router = APIRouter(tags=["training"])

CHOICE = "choice of a course"
"""What a read is for where the caller says nothing else."""


@router.get("/participants/{participant_id}/openings", response_model=Page[queries.Opening])
@refuses(ConcurrentChange)
async def list_openings(
    participant_id: UUID,
    after: UUID | None = None,
    limit: Limit = 50,
    purpose: Purpose = CHOICE,
    call: Call = may("institution_staff"),
) -> Response:
    return await call.run(commands.list_openings, participant_id, language(call.request), after, limit, purpose)
