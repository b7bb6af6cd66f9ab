"""Route of what waits for someone."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import Response

from services.agreements.queries import waiting as queries
from shared.edge.paging import Limit, Page
from shared.edge.routes import Call, may
from shared.waiting import After, WaitingItem

router = APIRouter(tags=["waiting"])


@router.get("/waiting", response_model=Page[WaitingItem])
async def list_waiting(
    after: After | None = None, limit: Limit = 50, call: Call = may("clerk", "auditor", "operator")
) -> Response:
    return await call.read(queries.waiting, call.resources.clock.now(), after, limit)
