"""Route of the offices of a case."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from services.community_service.commands import offices
from services.community_service.queries.sentences import SentenceView, sentence_for
from shared.edge.routes import Call, may, reads_again

router = APIRouter(tags=["sentences"])


@router.post("/sentences/{sentence_id}/offices", response_model=SentenceView)
@reads_again(sentence_for)
async def correct_office(sentence_id: UUID, body: offices.CorrectOffice, call: Call = may("coordinator")) -> Response:
    return await call.run(offices.correct, sentence_id, body)
