"""Routes of sentences."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from services.community_service.events import SentenceState
from services.community_service.queries import sentences as queries
from shared.edge.paging import Limit, Page
from shared.edge.routes import Call, may

router = APIRouter(tags=["sentences"])


@router.get("/sentences", response_model=Page[queries.SentenceSummary])
async def list_sentences(
    state: SentenceState | None = None,
    after: UUID | None = None,
    limit: Limit = 50,
    call: Call = may("court_clerk", "supervising_judge", "prosecutor", "counsellor", "coordinator", "auditor"),
) -> Response:
    return await call.read(queries.sentences, call.actor, state, after, limit)


@router.get("/sentences/{sentence_id}", response_model=queries.SentenceView)
async def read_sentence(
    sentence_id: UUID,
    call: Call = may("court_clerk", "supervising_judge", "prosecutor", "counsellor", "coordinator", "auditor"),
) -> Response:
    return await call.read(queries.own_sentence, sentence_id, call.actor)
