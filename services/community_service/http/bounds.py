"""Route of what a verdict states beside hours and period."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from services.community_service.commands import bounds
from services.community_service.queries.sentences import SentenceView, sentence_for
from shared.edge.routes import Call, may, reads_again

router = APIRouter(tags=["sentences"])


@router.post("/sentences/{sentence_id}/places", response_model=SentenceView)
@reads_again(sentence_for)
async def allow_place(sentence_id: UUID, body: bounds.AllowPlace, call: Call = may("prosecutor")) -> Response:
    return await call.run(bounds.allow, sentence_id, body)
