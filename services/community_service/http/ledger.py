"""Routes of the ledger."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from services.community_service.queries import ledger as queries
from shared.edge.routes import Call, may

router = APIRouter(tags=["ledger"])


@router.get("/sentences/{sentence_id}/balance", response_model=queries.BalanceView)
async def read_balance(
    sentence_id: UUID,
    call: Call = may("court_clerk", "supervising_judge", "prosecutor", "counsellor", "coordinator", "auditor"),
) -> Response:
    return await call.read(queries.balance, sentence_id, call.actor, call.resources.clock.now())
