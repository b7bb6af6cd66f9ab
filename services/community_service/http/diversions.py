"""Routes of diversions."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from services.community_service import justice
from services.community_service.commands import diversions
from services.community_service.identity import Identity
from services.community_service.queries.sentences import SentenceView, sentence_for
from shared.edge.routes import Call, may, reads_again


def router(identity: Identity) -> APIRouter:
    """`identity` holds the secret of the person ids."""
    diversion_router = APIRouter(tags=["diversions"])

    @diversion_router.post("/diversions", status_code=201, response_model=SentenceView)
    @reads_again(sentence_for)
    async def determine_diversion(body: justice.DiversionDetermined, call: Call = may("court_clerk")) -> Response:
        return await call.run(diversions.determine, identity, body)

    @diversion_router.post("/sentences/{sentence_id}/diversion-failure", status_code=201, response_model=SentenceView)
    @reads_again(sentence_for)
    async def report_diversion_failure(
        sentence_id: UUID, body: diversions.ReportFailure, call: Call = may("counsellor")
    ) -> Response:
        return await call.run(diversions.report_failure, sentence_id, body)

    return diversion_router
