"""Route of the offices of a case."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from services.community_service.commands import offices
from services.community_service.queries.sentences import SentenceView
from shared.edge.routes import Call, may

router = APIRouter(tags=["sentences"])


@router.post("/sentences/{sentence_id}/offices", response_model=SentenceView)
async def correct_office(sentence_id: UUID, body: offices.CorrectOffice, call: Call = may("coordinator")) -> Response:
    return await call.run(offices.correct, sentence_id, body)
