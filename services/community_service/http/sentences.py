"""Routes of sentences."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from starlette.responses import Response

from services.community_service.domain.forecasts import Pace
from services.community_service.events import SentenceState
from services.community_service.fields import Number
from services.community_service.queries import sentences as queries
from services.community_service.queries import sentences_lists as lists
from shared.edge.paging import Limit, Page
from shared.edge.routes import Call, may

router = APIRouter(tags=["sentences"])


@router.get("/sentences", response_model=Page[lists.SentenceSummary])
async def list_sentences(
    number: Annotated[Number | None, Query()] = None,
    state: SentenceState | None = None,
    forecast: Pace | None = None,
    papers_missing: bool | None = None,
    order: lists.Order = "id",
    after: UUID | None = None,
    limit: Limit = 50,
    call: Call = may(
        "court_clerk", "supervising_judge", "prosecutor", "counsellor", "bapas_head", "coordinator", "auditor"
    ),
) -> Response:
    found = (number, state, forecast, papers_missing)
    return await call.read(lists.sentences, call.actor, call.resources.clock.now(), *found, order, after, limit)


@router.get("/sentences/{sentence_id}", response_model=queries.SentenceView)
async def read_sentence(
    sentence_id: UUID,
    call: Call = may(
        "court_clerk", "supervising_judge", "prosecutor", "counsellor", "bapas_head", "coordinator", "auditor"
    ),
) -> Response:
    return await call.read(queries.own_sentence, sentence_id, call.actor)
