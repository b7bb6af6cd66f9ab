"""The route of the attendance export."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response, StreamingResponse

from services.training.commands import exports as commands
from services.training.http.enrolments import COURSE
from shared.edge.routes import Call, may, refuses
from shared.errors import ConcurrentChange
from shared.privacy.reads import Purpose

router = APIRouter(tags=["training"])

_CSV: dict[int | str, dict[str, Any]] = {
    200: {"content": {"text/csv": {"schema": {"type": "string"}}}, "description": "RFC 4180, UTF-8"}
}


@router.get("/programmes/{programme_id}/attendance.csv", response_class=StreamingResponse, responses=_CSV)
@refuses(ConcurrentChange)
async def export_attendance(
    programme_id: UUID, purpose: Purpose = COURSE, call: Call = may("trainer", "institution_staff", "auditor")
) -> Response:
    await call.step(commands.may_export, programme_id)
    now = call.resources.clock.now()
    content = commands.attendance_csv(call.resources.pool, programme_id, purpose, call.actor, now)
    headers = {
        "content-disposition": f'attachment; filename="attendance-{programme_id}.csv"',
        "cache-control": "no-store",
        "x-content-type-options": "nosniff",
    }
    return StreamingResponse(content, 200, headers, "text/csv; charset=utf-8; header=present")
