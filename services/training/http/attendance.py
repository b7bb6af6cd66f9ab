"""Routes of attendance."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from services.training.commands import attendance as commands
from services.training.http.sessions import Number
from services.training.queries.attendance import AttendanceView
from shared.edge.languages import language
from shared.edge.routes import Call, may

router = APIRouter(tags=["training"])


@router.post("/programmes/{programme_id}/sessions/{number}/attendance", response_model=AttendanceView)
async def record_attendance(
    programme_id: UUID, number: Number, body: commands.RecordAttendance, call: Call = may("trainer")
) -> Response:
    return await call.run(commands.record_attendance, programme_id, number, body, language(call.request))
