"""Routes of transfers between institutions."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from services.training.commands import transfers as commands
from services.training.commands.participants import log_again
from services.training.queries import participants as queries
from services.training.queries import stays as stay_queries
from shared.edge.routes import Call, may, reads_again

router = APIRouter(tags=["training"])


@router.post("/participants/{participant_id}/transfer", response_model=stay_queries.StaysView)
@reads_again(stay_queries.stays_for, by="participant_id", log=log_again)
async def transfer_participant(
    participant_id: UUID, body: commands.Transfer, call: Call = may("institution_staff")
) -> Response:
    """By the institution that the person leaves, which sees its own history of the person afterwards.

    Its courses end; what was completed stays with the person."""
    return await call.run(commands.transfer, participant_id, body)


@router.post("/participants/{participant_id}/arrival", response_model=queries.ParticipantView)
@reads_again(queries.participant_for, log=log_again)
async def confirm_arrival(
    participant_id: UUID, body: commands.Arrive, call: Call = may("institution_staff")
) -> Response:
    """By the institution that the person comes to."""
    return await call.run(commands.arrive, participant_id, body)
