"""Routes of the calendar."""

from __future__ import annotations

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Query
from starlette.responses import Response

from services.community_service.commands import holidays
from services.community_service.queries import holidays as queries
from shared.dates import IsoDay
from shared.edge.paging import Limit, Page
from shared.edge.routes import Call, may

router = APIRouter(tags=["calendar"])

FIRST, LAST = date(1900, 1, 1), date(2200, 1, 1)


@router.get("/calendar", response_model=queries.CalendarView)
async def read_calendar(
    since: Annotated[IsoDay, Query(alias="from", ge=FIRST, le=LAST)],
    until: Annotated[IsoDay, Query(ge=FIRST, le=LAST)],
    call: Call = may("*"),
) -> Response:
    return await call.read(queries.calendar, since, until)


@router.post("/calendar/decrees", response_model=holidays.DecreeAnswer)
async def record_decree(body: holidays.RecordDecree, call: Call = may("coordinator")) -> Response:
    return await call.run(holidays.record_decree, body)


@router.get("/calendar/closed-sessions", response_model=Page[queries.ClosedSession])
async def list_closed_sessions(
    after: UUID | None = None, limit: Limit = 50, call: Call = may("counsellor", "coordinator", "auditor")
) -> Response:
    return await call.read(queries.closed_sessions, call.actor, after, limit)


@router.get("/calendar/{day}", response_model=queries.DayView)
async def read_day(day: Annotated[IsoDay, Path(ge=FIRST, le=LAST)], call: Call = may("*")) -> Response:
    return await call.read(queries.day, day)


@router.put("/calendar/{day}", response_model=queries.DayView)
async def set_day(
    day: Annotated[IsoDay, Path(ge=FIRST, le=LAST)], body: holidays.SetDay, call: Call = may("coordinator")
) -> Response:
    return await call.run(holidays.set_day, day, body)
