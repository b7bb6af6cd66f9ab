"""Routes of verdicts."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import Response

from services.community_service import justice
from services.community_service.identity import Identity
from services.community_service.processes import verdicts
from services.community_service.queries.sentences import SentenceView
from shared.edge.routes import Call, may


def router(identity: Identity) -> APIRouter:
    """`identity` holds the secret of the person ids."""
    verdict_router = APIRouter(tags=["verdicts"])

    @verdict_router.post("/sentences", status_code=201, response_model=SentenceView)
    async def pronounce(body: justice.SentencePronounced, call: Call = may("court_clerk", "prosecutor")) -> Response:
        return await verdicts.pronounce(call, identity, body)

    return verdict_router
