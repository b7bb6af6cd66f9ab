"""Routes of the register of participants."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from services.training.commands import participants as commands
from services.training.queries import participants as queries
from shared.edge.paging import Limit, Page
from shared.edge.routes import Call, may, reads_again, refuses
from shared.errors import ConcurrentChange
from shared.privacy.reads import Purpose

REGISTER = "register of the institution"
"""What a read is for where the caller says nothing else."""


def router(person_key: bytes) -> APIRouter:
    """`person_key` is the secret from which every person's id is made."""
    made = APIRouter(tags=["training"])

    @made.post("/participants", status_code=201, response_model=queries.ParticipantView)
    @reads_again(queries.participant_for, log=commands.log_again)
    async def register_participant(
        body: commands.RegisterParticipant, call: Call = may("institution_staff")
    ) -> Response:
        return await call.run(commands.register_participant, person_key, body)

    @made.get("/participants", response_model=Page[queries.ParticipantView])
    @refuses(ConcurrentChange)
    async def list_participants(
        institution: UUID | None = None,
        after: UUID | None = None,
        limit: Limit = 50,
        purpose: Purpose = REGISTER,
        call: Call = may("institution_staff", "auditor"),
    ) -> Response:
        return await call.run(commands.list_participants, institution, after, limit, purpose)

    @made.get("/participants/{participant_id}", response_model=queries.ParticipantView)
    @refuses(ConcurrentChange)
    async def read_participant(
        participant_id: UUID, purpose: Purpose = REGISTER, call: Call = may("institution_staff", "auditor")
    ) -> Response:
        return await call.run(commands.read_participant, participant_id, purpose)

    @made.put("/participants/{participant_id}", response_model=queries.ParticipantView)
    @reads_again(queries.participant_for, log=commands.log_again)
    async def update_participant(
        participant_id: UUID, body: commands.ParticipantDetails, call: Call = may("institution_staff")
    ) -> Response:
        return await call.run(commands.update_participant, participant_id, body)

    return made
