"""One session: what was recorded, what phones sent, corrections, alarms, and what can be done with it."""

from __future__ import annotations

from uuid import UUID

from starlette.responses import Response

from services.community_service.queries import attendance_sessions as queries
from shared.web.answers import pages_router
from shared.web.calls import PageCall
from shared.web.guard import page

router = pages_router(tags=["attendance"])

ROLES = ("counsellor", "prosecutor", "coordinator", "auditor")


@router.get("/sessions/{session_id}")
async def show_session(session_id: UUID, call: PageCall = page(*ROLES)) -> Response:
    found = await call.get(queries.session_page, session_id, call.actor, call.resources.clock.now())
    return await call.show("session.html", found=found)
