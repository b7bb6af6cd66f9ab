"""Routes of placements and of cancelled sessions."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from services.community_service.commands import placements
from services.community_service.queries import placements as queries
from shared.edge.routes import Call, may

router = APIRouter(tags=["placements"])


@router.post("/placements", status_code=201, response_model=queries.PlacementView)
async def confirm_placement(body: placements.ConfirmPlacement, call: Call = may("counsellor")) -> Response:
    return await call.run(placements.confirm, body)


@router.post("/sessions/{session_id}/cancellation", status_code=204)
async def cancel_session(
    session_id: UUID, body: placements.CancelSession, call: Call = may("counsellor", "coordinator")
) -> Response:
    return await call.run(placements.cancel, session_id, body)
