"""Routes of changed verdicts, and of the prosecutor's review."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from services.community_service.commands import amendments, amendments_held
from services.community_service.queries import amendments as queries
from services.community_service.queries.sentences import SentenceView, sentence_for
from shared.edge.routes import Call, may, reads_again

router = APIRouter(tags=["amendments"])


@router.post("/sentences/{sentence_id}/amendments", status_code=201, response_model=SentenceView)
@reads_again(sentence_for)
async def amend(
    sentence_id: UUID, body: amendments.AmendSentence, call: Call = may("court_clerk", "prosecutor")
) -> Response:
    return await call.run(amendments.amend, sentence_id, body)


@router.post("/sentences/{sentence_id}/revocation", status_code=201, response_model=SentenceView)
@reads_again(sentence_for)
async def revoke(
    sentence_id: UUID, body: amendments.RevokeSentence, call: Call = may("court_clerk", "prosecutor")
) -> Response:
    return await call.run(amendments.revoke, sentence_id, body)


@router.post("/sentences/{sentence_id}/review", response_model=SentenceView)
@reads_again(sentence_for)
async def review(sentence_id: UUID, body: amendments.ReviewSentence, call: Call = may("prosecutor")) -> Response:
    return await call.run(amendments.review, sentence_id, body)


@router.get("/verdict-changes/{change_id}", response_model=queries.VerdictChangeView)
async def read_verdict_change(
    change_id: UUID, call: Call = may("court_clerk", "prosecutor", "coordinator", "auditor")
) -> Response:
    return await call.read(queries.own_verdict_change, change_id, call.actor)


@router.post("/verdict-changes/{change_id}/application", response_model=queries.VerdictChangeView)
@reads_again(queries.verdict_change_for)
async def apply_verdict_change(change_id: UUID, call: Call = may("prosecutor")) -> Response:
    return await call.run(amendments_held.apply, change_id)


@router.post("/verdict-changes/{change_id}/dismissal", response_model=queries.VerdictChangeView)
@reads_again(queries.verdict_change_for)
async def dismiss_verdict_change(
    change_id: UUID, body: amendments_held.DismissChange, call: Call = may("court_clerk", "prosecutor", "coordinator")
) -> Response:
    return await call.run(amendments_held.dismiss, change_id, body)
