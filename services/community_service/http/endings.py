"""Routes of the ends of a sentence and of its guidance."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from services.community_service.commands import endings
from services.community_service.queries.sentences import SentenceView, sentence_for
from shared.edge.routes import Call, may, reads_again

router = APIRouter(tags=["endings"])


@router.post("/sentences/{sentence_id}/lapse", status_code=201, response_model=SentenceView)
@reads_again(sentence_for)
async def lapse_sentence(sentence_id: UUID, body: endings.LapseSentence, call: Call = may("prosecutor")) -> Response:
    return await call.run(endings.lapse, sentence_id, body)


@router.post("/sentences/{sentence_id}/guidance-end", status_code=201, response_model=SentenceView)
@reads_again(sentence_for)
async def end_guidance(sentence_id: UUID, body: endings.EndGuidance, call: Call = may("bapas_head")) -> Response:
    return await call.run(endings.end_guidance, sentence_id, body)
