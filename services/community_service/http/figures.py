"""Routes of figures, and of the cases behind them: at risk, or without a plan."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import AfterValidator
from starlette.responses import Response

from services.community_service.domain.forecasts import Pace
from services.community_service.queries import figures_overview, forecasts_lists, plans_needed
from shared.edge.paging import Limit, Page
from shared.edge.routes import Call, may

router = APIRouter(tags=["figures"])

_PATTERN = r"^[012]\.\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])\.[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$"


def _cursor(text: str) -> str:
    return str(forecasts_lists.Cursor.read(text))


After = Annotated[str, Query(pattern=_PATTERN), AfterValidator(_cursor)]
"""The parameter `after` of a list by urgency: the `next` of the page before."""


@router.get("/overview", response_model=figures_overview.Overview)
async def read_overview(call: Call = may("coordinator", "auditor")) -> Response:
    return await call.read(figures_overview.overview, call.actor, call.resources.clock.now())


@router.get("/forecasts", response_model=Page[forecasts_lists.ForecastItem])
async def list_forecasts(
    pace: Pace | None = None,
    after: After | None = None,
    limit: Limit = 50,
    call: Call = may("counsellor", "bapas_head", "prosecutor", "coordinator", "auditor"),
) -> Response:
    now = call.resources.clock.now()
    return await call.read(forecasts_lists.forecasts, call.actor, pace, after, limit, now)


@router.get("/plans/needed", response_model=Page[plans_needed.PlanNeeded])
async def list_plans_needed(
    standing: plans_needed.PlanStanding | None = None,
    after: UUID | None = None,
    limit: Limit = 50,
    call: Call = may("counsellor", "bapas_head", "coordinator", "auditor"),
) -> Response:
    now = call.resources.clock.now()
    return await call.read(plans_needed.plans_needed, call.actor, standing, after, limit, now)
