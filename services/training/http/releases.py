"""Routes of release and return."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from services.training.commands import releases as commands
from services.training.commands.participants import log_again
from services.training.queries import participants as queries
from shared.edge.routes import Call, may, reads_again

router = APIRouter(tags=["training"])


@router.post("/participants/{participant_id}/release", response_model=queries.ParticipantView)
@reads_again(queries.participant_for, log=log_again)
async def release_participant(
    participant_id: UUID, body: commands.Release, call: Call = may("institution_staff")
) -> Response:
    """Ends courses and frees places in the same transaction; whoever waits for one gets it."""
    return await call.run(commands.release, participant_id, body)


@router.post("/participants/{participant_id}/return", response_model=queries.ParticipantView)
@reads_again(queries.participant_for, log=log_again)
async def return_participant(
    participant_id: UUID, body: commands.Return, call: Call = may("institution_staff")
) -> Response:
    """Somebody who was released is held again: a new stay in the same institution."""
    return await call.run(commands.come_back, participant_id, body)
