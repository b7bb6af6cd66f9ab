"""JSON routes: parse, command or query, answer. No rules here."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Path
from starlette.responses import Response

from services.notifications import queries
from services.notifications.commands import circulars, directory, import_recipients, messages, rules
from services.notifications.domain.rule import Definition
from shared.edge.paging import Limit, Page
from shared.edge.routes import Call, may

router = APIRouter(tags=["notifications"])

RuleId = Annotated[str, Path(pattern=r"^[a-z][a-z0-9-]{1,59}$")]
_CSV = {"requestBody": {"required": True, "content": {"text/csv": {"schema": {"type": "string"}}}}}


@router.post("/recipients", status_code=201, response_model=queries.RecipientView)
async def add_recipient(body: directory.AddRecipient, call: Call = may("coordinator")) -> Response:
    return await call.run(directory.add_recipient, body)


@router.post("/recipients/import", response_model=import_recipients.Imported, openapi_extra=_CSV)
async def import_csv(call: Call = may("coordinator")) -> Response:
    return await call.run(import_recipients.import_recipients, await call.request.body())


@router.get("/recipients", response_model=Page[queries.RecipientView])
async def list_recipients(
    organisation: UUID | None = None,
    role: str | None = None,
    after: UUID | None = None,
    limit: Limit = 50,
    call: Call = may("coordinator"),
) -> Response:
    return await call.read(queries.recipients, organisation, role, after, limit)


@router.get("/recipients/{recipient_id}", response_model=queries.RecipientView)
async def read_recipient(recipient_id: UUID, call: Call = may("coordinator")) -> Response:
    return await call.read(queries.recipient, recipient_id)


@router.put("/recipients/{recipient_id}", response_model=queries.RecipientView)
async def change_recipient(recipient_id: UUID, body: directory.Entry, call: Call = may("coordinator")) -> Response:
    return await call.run(directory.change_recipient, recipient_id, body)


@router.get("/rules", response_model=Page[queries.RuleView])
async def list_rules(
    event_type: str | None = None,
    after: str | None = None,
    limit: Limit = 50,
    call: Call = may("coordinator", "operator", "auditor"),
) -> Response:
    return await call.read(queries.rules, event_type, after, limit)


@router.get("/rules/{rule_id}", response_model=queries.RuleView)
async def read_rule(rule_id: RuleId, call: Call = may("coordinator", "operator", "auditor")) -> Response:
    return await call.read(queries.rule, rule_id)


@router.put("/rules/{rule_id}", response_model=queries.RuleView)
async def set_rule(rule_id: RuleId, body: Definition, call: Call = may("coordinator", "operator")) -> Response:
    return await call.run(rules.set_rule, rule_id, body)


@router.get("/messages", response_model=Page[queries.MessageView])
async def list_messages(
    state: Literal["queued", "delivered", "failed"] = "failed",
    after: UUID | None = None,
    limit: Limit = 50,
    call: Call = may("operator", "auditor"),
) -> Response:
    return await call.read(queries.messages, state, after, limit)


@router.get("/messages/{message_id}", response_model=queries.MessageView)
async def read_message(message_id: UUID, call: Call = may("operator", "auditor")) -> Response:
    return await call.read(queries.message, message_id)


@router.post("/messages/{message_id}/resend", response_model=queries.MessageView)
async def resend(message_id: UUID, call: Call = may("operator")) -> Response:
    return await call.run(messages.resend, message_id)


@router.get("/inbox", response_model=Page[queries.InboxView])
async def read_inbox(
    unread: bool = False, after: UUID | None = None, limit: Limit = 50, call: Call = may("*")
) -> Response:
    return await call.read(queries.inbox, call.actor.subject, unread, after, limit)


@router.put("/inbox/{message_id}/read", response_model=queries.InboxView)
async def mark_read(message_id: UUID, call: Call = may("*")) -> Response:
    return await call.run(messages.mark_read, message_id)


@router.post("/circulars", status_code=201, response_model=queries.CircularView)
async def publish_circular(body: circulars.PublishCircular, call: Call = may("coordinator")) -> Response:
    return await call.run(circulars.publish, body)


@router.get("/circulars", response_model=Page[queries.CircularSummary])
async def list_circulars(
    after: UUID | None = None, limit: Limit = 50, call: Call = may("coordinator", "operator", "auditor")
) -> Response:
    return await call.read(queries.circulars, after, limit)


@router.get("/circulars/{circular_id}", response_model=queries.CircularView)
async def read_circular(circular_id: UUID, call: Call = may("coordinator", "operator", "auditor")) -> Response:
    return await call.read(queries.circular, circular_id)


@router.post("/circulars/{circular_id}/acknowledgement", response_model=queries.AcknowledgementView)
async def acknowledge(circular_id: UUID, call: Call = may("*")) -> Response:
    return await call.run(circulars.acknowledge, circular_id)
