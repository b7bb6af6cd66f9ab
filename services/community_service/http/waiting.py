"""The route of what waits for someone."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from services.community_service.domain.waiting import KINDS, Settler
from services.community_service.queries import waiting as queries
from shared.edge.paging import Limit, Page
from shared.edge.routes import Call, may
from shared.waiting import After, WaitingItem

router = APIRouter(tags=["waiting"])

Kind = Annotated[str, Query(pattern=f"^({'|'.join(KINDS)})$")]


@router.get("/waiting", response_model=Page[WaitingItem])
async def list_waiting(
    kind: Kind | None = None,
    waits_for: Settler | None = None,
    after: After | None = None,
    limit: Limit = 50,
    call: Call = may(
        "coordinator", "counsellor", "prosecutor", "court_clerk", "supervising_judge", "auditor", "operator"
    ),
) -> Response:
    now = call.resources.clock.now()
    return await call.read(queries.waiting, call.actor, now, kind, waits_for, after, limit)
