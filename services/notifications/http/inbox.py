"""Routes of the caller's own inbox."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from services.notifications.commands import inbox as commands
from services.notifications.errors.recipients import NotInDirectory
from services.notifications.queries import inbox as queries
from shared.edge.paging import Limit, Page
from shared.edge.routes import Call, may, refuses

router = APIRouter(tags=["notifications"])


@router.get("/inbox", response_model=Page[queries.InboxView])
@refuses(NotInDirectory)
async def read_inbox(
    unread: bool = False, after: UUID | None = None, limit: Limit = 50, call: Call = may("*")
) -> Response:
    return await call.read(queries.inbox, call.actor.subject, unread, after, limit)


@router.post("/inbox/{message_id}/receipt", response_model=queries.InboxView)
async def mark_read(message_id: UUID, call: Call = may("*")) -> Response:
    return await call.run(commands.mark_read, message_id)
