"""The route of settlements."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from services.community_service.commands import settlements
from shared.edge.routes import Call, may

router = APIRouter(tags=["attendance"])


@router.post("/sessions/{session_id}/settlement", response_model=settlements.SettlementView)
async def settle_session(
    session_id: UUID, body: settlements.SettleSession, call: Call = may("coordinator")
) -> Response:
    return await call.run(settlements.settle, session_id, body)
