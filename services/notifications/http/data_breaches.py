"""Routes of failures to protect personal data, in whichever service."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from services.notifications.commands import data_breaches as commands
from services.notifications.queries import data_breaches as queries
from shared.edge.paging import Limit, Page
from shared.edge.routes import Call, may

router = APIRouter(tags=["personal data"])


@router.post("/data-breaches", status_code=201, response_model=queries.DataBreachView)
async def record_data_breach(body: commands.RecordDataBreach, call: Call = may("data_officer", "operator")) -> Response:
    return await call.run(commands.record, body)


@router.get("/data-breaches", response_model=Page[queries.DataBreachView])
async def list_data_breaches(
    after: UUID | None = None, limit: Limit = 50, call: Call = may("data_officer", "operator", "auditor")
) -> Response:
    return await call.read(queries.data_breaches, after, limit, call.resources.clock.now())


@router.get("/data-breaches/{breach_id}", response_model=queries.DataBreachView)
async def read_data_breach(breach_id: UUID, call: Call = may("data_officer", "operator", "auditor")) -> Response:
    return await call.read(queries.data_breach, breach_id, call.resources.clock.now())


@router.post("/data-breaches/{breach_id}/findings", response_model=queries.DataBreachView)
async def describe_data_breach(
    breach_id: UUID, body: commands.DescribeDataBreach, call: Call = may("data_officer", "operator")
) -> Response:
    """More is known of it."""
    return await call.run(commands.describe, breach_id, body)


@router.post("/data-breaches/{breach_id}/notices", response_model=queries.DataBreachView)
async def give_data_breach_notice(
    breach_id: UUID, body: commands.GiveNotice, call: Call = may("data_officer")
) -> Response:
    return await call.run(commands.give_notice, breach_id, body)
