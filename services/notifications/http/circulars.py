"""Routes of circulars."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from services.notifications.commands import circulars as commands
from services.notifications.queries import circulars as queries
from shared.edge.paging import Limit, Page
from shared.edge.routes import Call, may

router = APIRouter(tags=["notifications"])


@router.post("/circulars", status_code=201, response_model=queries.CircularView)
async def publish_circular(body: commands.PublishCircular, call: Call = may("coordinator")) -> Response:
    return await call.run(commands.publish, body)


@router.get("/circulars", response_model=Page[queries.CircularSummary])
async def list_circulars(
    after: UUID | None = None, limit: Limit = 50, call: Call = may("coordinator", "operator", "auditor")
) -> Response:
    return await call.read(queries.circulars, after, limit)


@router.get("/circulars/{circular_id}", response_model=queries.CircularView)
async def read_circular(circular_id: UUID, call: Call = may("coordinator", "operator", "auditor")) -> Response:
    return await call.read(queries.circular, circular_id)


@router.post("/circulars/{circular_id}/acknowledgement", response_model=queries.AcknowledgementView)
async def acknowledge(circular_id: UUID, call: Call = may("*")) -> Response:
    return await call.run(commands.acknowledge, circular_id)
