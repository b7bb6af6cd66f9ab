"""Routes of notification rules."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path
from starlette.responses import Response

from services.notifications.commands import notification_rules as commands
from services.notifications.domain.notification_rules import Definition
from services.notifications.queries import notification_rules as queries
from shared.edge.paging import Limit, Page
from shared.edge.routes import Call, may

router = APIRouter(tags=["notifications"])

RuleId = Annotated[str, Path(pattern=r"^[a-z][a-z0-9-]{1,59}$")]


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
    return await call.run(commands.set_rule, rule_id, body)
