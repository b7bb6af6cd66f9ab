"""The route of what was promised in items."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from services.training.queries import obligations as queries
from services.training.rules import RULES
from shared.clock import local_day
from shared.edge.paging import Limit, Page
from shared.edge.routes import Call, may

router = APIRouter(tags=["training"])


@router.get("/obligations", response_model=Page[queries.ObligationView])
async def list_obligations(
    agency: UUID | None = None,
    institution: UUID | None = None,
    agreement: UUID | None = None,
    after: UUID | None = None,
    limit: Limit = 50,
    call: Call = may("trainer", "institution_staff", "coordinator", "auditor"),
) -> Response:
    rules = RULES.on(local_day(call.resources.clock.now())).equipment
    return await call.read(queries.obligations_for, call.actor, agency, institution, agreement, rules, after, limit)
