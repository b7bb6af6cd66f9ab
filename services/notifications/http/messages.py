"""Routes of messages."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from services.notifications.commands import messages as commands
from services.notifications.domain.messages import State
from services.notifications.queries import messages as queries
from shared.edge.paging import Limit, Page
from shared.edge.routes import Call, may

router = APIRouter(tags=["notifications"])


@router.get("/messages", response_model=Page[queries.MessageView])
async def list_messages(
    state: State = "failed",
    after: UUID | None = None,
    limit: Limit = 50,
    call: Call = may("operator", "auditor"),
) -> Response:
    return await call.read(queries.messages, state, after, limit)


@router.get("/messages/{message_id}", response_model=queries.MessageView)
async def read_message(message_id: UUID, call: Call = may("operator", "auditor")) -> Response:
    return await call.read(queries.message, message_id)


@router.post("/messages/{message_id}/redelivery", response_model=queries.MessageView)
async def redeliver(message_id: UUID, call: Call = may("operator")) -> Response:
    return await call.run(commands.redeliver, message_id)
