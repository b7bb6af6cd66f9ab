"""Routes of returned verdicts."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from starlette.responses import Response

from services.community_service.commands import verdicts_returned
from services.community_service.domain.verdicts_returned import ReturnedState
from services.community_service.identity import Identity
from services.community_service.queries import verdicts_rejections as rejections
from services.community_service.queries import verdicts_returned as queries
from services.community_service.queries.sentences import SentenceView, sentence_for
from shared.edge.paging import Limit, Page
from shared.edge.routes import Call, may, reads_again


def router(identity: Identity) -> APIRouter:
    """`identity` makes the id of the sentence."""
    returned_router = APIRouter(tags=["returned verdicts"])

    @returned_router.get("/returned-verdicts", response_model=Page[queries.ReturnedVerdictView])
    async def list_returned_verdicts(
        state: ReturnedState | None = None,
        after: UUID | None = None,
        limit: Limit = 50,
        call: Call = may("court_clerk", "prosecutor", "auditor"),
    ) -> Response:
        return await call.read(queries.returned_verdicts, call.actor, state, after, limit)

    @returned_router.get("/rejections", response_model=Page[rejections.RejectionView])
    async def list_rejections(
        after: Annotated[int, Query(ge=0, lt=2**63)] = 0,
        limit: Limit = 50,
        call: Call = may("court_clerk", "prosecutor", "auditor"),
    ) -> Response:
        return await call.read(rejections.rejections, call.actor, after, limit)

    @returned_router.get("/returned-verdicts/{returned_id}", response_model=queries.ReturnedVerdictView)
    async def read_returned_verdict(
        returned_id: UUID, call: Call = may("court_clerk", "prosecutor", "auditor")
    ) -> Response:
        return await call.read(queries.own_returned_verdict, returned_id, call.actor)

    @returned_router.post("/returned-verdicts/{returned_id}/override", status_code=201, response_model=SentenceView)
    @reads_again(sentence_for)
    async def override_verdict(
        returned_id: UUID, body: verdicts_returned.OverrideVerdict, call: Call = may("prosecutor")
    ) -> Response:
        return await call.run(verdicts_returned.override, identity, returned_id, body)

    return returned_router
