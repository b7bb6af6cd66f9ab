"""Routes of attendance: one session at a time, or a whole day at a site."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from services.community_service.commands import attendance, attendance_days
from services.community_service.processes import attendance as processes
from services.community_service.queries import attendance as queries
from shared.dates import IsoDay
from shared.edge.paging import Limit, Page
from shared.edge.routes import Call, may

router = APIRouter(tags=["attendance"])


@router.get("/sites/{site_id}/sessions", response_model=Page[queries.SessionView])
async def list_sessions(
    site_id: UUID,
    on: IsoDay,
    after: UUID | None = None,
    limit: Limit = 50,
    call: Call = may("supervisor", "coordinator", "auditor"),
) -> Response:
    return await call.read(queries.site_sessions, site_id, on, call.actor, after, limit)


@router.post("/sessions/{session_id}/check-in", response_model=queries.SessionView)
async def check_in(session_id: UUID, body: attendance.CheckIn, call: Call = may("supervisor")) -> Response:
    return await call.run(attendance.check_in, session_id, body)


@router.post("/sessions/{session_id}/check-out", response_model=queries.SessionView)
async def check_out(session_id: UUID, body: attendance.CheckOut, call: Call = may("supervisor")) -> Response:
    return await call.run(attendance.check_out, session_id, body)


@router.post("/sessions/{session_id}/absence", response_model=queries.SessionView)
async def record_absence(session_id: UUID, body: attendance.RecordAbsence, call: Call = may("supervisor")) -> Response:
    return await call.run(attendance.record_absence, session_id, body)


@router.post("/sessions/{session_id}/sign-off", response_model=queries.SessionView)
async def sign_off(session_id: UUID, call: Call = may("counsellor", "coordinator")) -> Response:
    return await processes.sign_off(call, session_id)


@router.post("/sites/{site_id}/attendance", response_model=attendance_days.DayAnswer)
async def record_day(site_id: UUID, body: attendance_days.RecordDay, call: Call = may("supervisor")) -> Response:
    return await call.run(attendance_days.record_day, site_id, body)
