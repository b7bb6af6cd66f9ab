"""Routes of the second sign-off: what waits for it, and several at once."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from services.community_service.commands import attendance_sign_offs as commands
from services.community_service.queries import attendance_unsigned as queries
from shared.dates import IsoDay
from shared.edge.paging import Limit, Page
from shared.edge.routes import Call, may

router = APIRouter(tags=["attendance"])


@router.get("/sessions", response_model=Page[queries.UnsignedSession])
async def list_unsigned_sessions(
    state: Literal["recorded"] = "recorded",
    site_id: UUID | None = None,
    on_from: IsoDay | None = None,
    on_to: IsoDay | None = None,
    after: UUID | None = None,
    limit: Limit = 50,
    call: Call = may("counsellor", "coordinator"),
) -> Response:
    return await call.read(queries.unsigned_sessions, call.actor, site_id, on_from, on_to, after, limit)


@router.post("/sessions/sign-offs", response_model=commands.SignOffsAnswer)
async def sign_offs(body: commands.SignOffs, call: Call = may("counsellor", "coordinator")) -> Response:
    return await call.run(commands.sign_offs, body)
