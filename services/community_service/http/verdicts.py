"""Routes of verdicts."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import Response

from services.community_service import justice
from services.community_service.commands import verdicts_checks
from services.community_service.identity import Identity
from services.community_service.processes import verdicts
from services.community_service.queries.sentences import SentenceView, sentence_for
from services.community_service.queries.verdicts_checks import VerdictCheck
from shared.edge.routes import Call, may, reads_again


def router(identity: Identity) -> APIRouter:
    """`identity` holds the secret of the person ids."""
    verdict_router = APIRouter(tags=["verdicts"])

    @verdict_router.post("/sentences", status_code=201, response_model=SentenceView)
    @reads_again(sentence_for)
    async def pronounce(body: justice.SentencePronounced, call: Call = may("court_clerk", "prosecutor")) -> Response:
        return await verdicts.pronounce(call, identity, body)

    @verdict_router.post("/sentences/check", response_model=VerdictCheck)
    async def check_verdict(
        body: justice.SentencePronounced, call: Call = may("court_clerk", "prosecutor", keyed=False)
    ) -> Response:
        """Of what is found nothing is kept, so it takes no `Idempotency-Key`: each time is a read, and recorded."""
        found = await call.step(verdicts_checks.check, identity, body)
        return Response(found.model_dump_json(), 200, {"cache-control": "no-store"}, "application/json")

    return verdict_router
