"""Routes of the directory of recipients."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from services.notifications.commands import recipients as commands
from services.notifications.queries import recipients as queries
from shared.edge.access import Actor
from shared.edge.paging import Limit, Page
from shared.edge.routes import Call, may, reads_again, refuses, takes
from shared.errors import ConcurrentChange
from shared.postgres.pool import Connection
from shared.privacy.reads import Purpose

router = APIRouter(tags=["notifications"])

DIRECTORY = "keeping the directory"
"""What a read is for where the caller says nothing else."""


async def _again(conn: Connection, _: Actor, recipient_id: UUID) -> queries.RecipientView:
    return await queries.recipient(conn, recipient_id)


_CSV = {"requestBody": {"required": True, "content": {"text/csv": {"schema": {"type": "string"}}}}}


@router.post("/recipients", status_code=201, response_model=queries.RecipientView)
@reads_again(_again, log=commands.log_again)
async def add_recipient(body: commands.AddRecipient, call: Call = may("coordinator")) -> Response:
    return await call.run(commands.add_recipient, body)


@router.post("/recipients/import", response_model=commands.Imported, openapi_extra=_CSV)
@takes(commands.MAX_BYTES)
async def import_recipients(call: Call = may("coordinator")) -> Response:
    return await call.run(commands.import_recipients, await call.request.body())


@router.get("/recipients", response_model=Page[queries.RecipientView])
@refuses(ConcurrentChange)
async def list_recipients(
    organisation: UUID | None = None,
    role: str | None = None,
    after: UUID | None = None,
    limit: Limit = 50,
    purpose: Purpose = DIRECTORY,
    call: Call = may("coordinator"),
) -> Response:
    return await call.run(commands.list_recipients, organisation, role, after, limit, purpose)


@router.get("/recipients/{recipient_id}", response_model=queries.RecipientView)
@refuses(ConcurrentChange)
async def read_recipient(recipient_id: UUID, purpose: Purpose = DIRECTORY, call: Call = may("coordinator")) -> Response:
    return await call.run(commands.read_recipient, recipient_id, purpose)


@router.put("/recipients/{recipient_id}", response_model=queries.RecipientView)
@reads_again(_again, log=commands.log_again)
async def change_recipient(
    recipient_id: UUID, body: commands.ChangeRecipient, call: Call = may("coordinator")
) -> Response:
    return await call.run(commands.change_recipient, recipient_id, body)
