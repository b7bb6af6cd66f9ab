"""Routes of proposals to change an obligation, and of their answers."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from services.agreements.commands import proposals as commands
from services.agreements.queries.obligations import ObligationView
from shared.edge.routes import Call, may

router = APIRouter(tags=["obligations"])


@router.post("/obligations/{obligation_id}/proposals", status_code=201, response_model=ObligationView)
async def propose_change(obligation_id: UUID, body: commands.Propose, call: Call = may("clerk")) -> Response:
    return await call.run(commands.propose, obligation_id, body)


@router.post("/obligations/{obligation_id}/answers", status_code=201, response_model=ObligationView)
async def answer_proposal(obligation_id: UUID, body: commands.AnswerProposal, call: Call = may("clerk")) -> Response:
    return await call.run(commands.answer, obligation_id, body)
