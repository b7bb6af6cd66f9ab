"""Sign-off, and the alarm when somebody signs off their own record."""

from __future__ import annotations

from uuid import UUID

from starlette.responses import Response

from services.community_service.commands import alarms, attendance
from services.community_service.errors.attendance import SecondPersonNeeded
from shared.edge.routes import Call


async def sign_off(call: Call, session_id: UUID) -> Response:
    """Signs off a session. Raises SecondPersonNeeded and the refusals of `attendance.sign_off`.

    The refusal rolls its transaction back. So the attempt to sign off one's own record is saved in a second one."""
    try:
        return await call.run(attendance.sign_off, session_id)
    except SecondPersonNeeded:
        await call.step(alarms.report_signed_alone, session_id)
        raise
