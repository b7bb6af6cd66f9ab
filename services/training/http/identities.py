"""Routes of who somebody is: a NIK that comes later, and a register number that was wrong."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from services.training.commands import identities as commands
from services.training.commands.participants import log_again
from services.training.queries import participants as queries
from shared.edge.routes import Call, may, reads_again


def router(person_key: bytes) -> APIRouter:
    """`person_key` is the secret from which every person's id is made."""
    made = APIRouter(tags=["training"])

    @made.post("/participants/{participant_id}/identity", response_model=queries.ParticipantView)
    @reads_again(queries.participant_for, log=log_again)
    async def identify_participant(
        participant_id: UUID, body: commands.Identify, call: Call = may("institution_staff")
    ) -> Response:
        """The NIK of somebody who was registered by number. What is known of the person under both is one record."""
        return await call.run(commands.identify, person_key, participant_id, body)

    @made.post("/participants/{participant_id}/register-number", response_model=queries.ParticipantView)
    @reads_again(queries.participant_for, log=log_again)
    async def correct_register_number(
        participant_id: UUID, body: commands.CorrectNumber, call: Call = may("institution_staff")
    ) -> Response:
        return await call.run(commands.correct_number, participant_id, body)

    return made
