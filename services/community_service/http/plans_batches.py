"""Routes of plans for many."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from starlette.responses import Response

from services.community_service.commands import plans, plans_batches
from services.community_service.queries import plans_batches as queries
from shared.edge.paging import Limit, Page
from shared.edge.routes import Call, may

router = APIRouter(tags=["plans"])

Place = Annotated[int, Query(ge=0, lt=plans_batches.MOST)]


@router.post("/plans/batches", status_code=202, response_model=queries.BatchView)
async def ask_for_plans(body: plans.MakePlans, call: Call = may("coordinator")) -> Response:
    """They are made one after the other; `GET /plans/batches/{id}` says how far it has come."""
    return await call.run(plans_batches.ask, body)


@router.get("/plans/batches", response_model=Page[queries.BatchView])
async def list_batches(after: UUID | None = None, limit: Limit = 50, call: Call = may("coordinator")) -> Response:
    return await call.read(queries.batches, after, limit)


@router.get("/plans/batches/{batch_id}", response_model=queries.BatchView)
async def read_batch(batch_id: UUID, call: Call = may("coordinator")) -> Response:
    return await call.read(queries.batch, batch_id)


@router.get("/plans/batches/{batch_id}/items", response_model=Page[queries.BatchItem])
async def list_batch_items(
    batch_id: UUID,
    outcome: queries.Outcome | None = None,
    after: Place | None = None,
    limit: Limit = 50,
    call: Call = may("coordinator"),
) -> Response:
    return await call.read(queries.batch_items, batch_id, outcome, after, limit)
