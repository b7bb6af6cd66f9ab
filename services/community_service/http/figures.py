"""Routes of figures, and of the cases behind them: at risk, or without a plan."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from services.community_service.domain.forecasts import Pace
from services.community_service.queries import figures_overview, forecasts_lists, plans_needed
from shared.edge.paging import Limit, Page
from shared.edge.routes import Call, may

router = APIRouter(tags=["figures"])


@router.get("/overview", response_model=figures_overview.Overview)
async def read_overview(call: Call = may("coordinator", "auditor")) -> Response:
    return await call.read(figures_overview.overview, call.actor, call.resources.clock.now())


@router.get("/forecasts", response_model=Page[forecasts_lists.ForecastItem])
async def list_forecasts(
    pace: Pace | None = None,
    after: UUID | None = None,
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
