"""Routes of the register of participants."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from services.training.commands import participants as commands
from services.training.queries import participants as queries
from shared.edge.paging import Limit, Page
from shared.edge.routes import Call, may, reads_again


def router(person_key: bytes) -> APIRouter:
    """`person_key` is the secret from which every person's id is made."""
    made = APIRouter(tags=["training"])

    @made.post("/participants", status_code=201, response_model=queries.ParticipantView)
    @reads_again(queries.participant_for)
    async def register_participant(
        body: commands.RegisterParticipant, call: Call = may("institution_staff")
    ) -> Response:
        return await call.run(commands.register_participant, person_key, body)

    @made.get("/participants", response_model=Page[queries.ParticipantView])
    async def list_participants(
        institution: UUID | None = None,
        after: UUID | None = None,
        limit: Limit = 50,
        call: Call = may("institution_staff", "auditor"),
    ) -> Response:
        return await call.read(queries.participants_for, call.actor, institution, after, limit)

    @made.get("/participants/{participant_id}", response_model=queries.ParticipantView)
    async def read_participant(participant_id: UUID, call: Call = may("institution_staff", "auditor")) -> Response:
        return await call.read(queries.participant_for, call.actor, participant_id)

    @made.put("/participants/{participant_id}", response_model=queries.ParticipantView)
    @reads_again(queries.participant_for)
    async def update_participant(
        participant_id: UUID, body: commands.ParticipantDetails, call: Call = may("institution_staff")
    ) -> Response:
        return await call.run(commands.update_participant, participant_id, body)

    return made
