"""Route of debtors: what each organisation owes."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import Response

from services.agreements.commands.fields import Day
from services.agreements.events import OrganisationKind
from services.agreements.queries import debtors
from shared.clock import local_day
from shared.edge.paging import Limit, Page
from shared.edge.routes import Call, may

router = APIRouter(tags=["obligations"])


@router.get("/debtors", response_model=Page[debtors.DebtorView])
async def list_debtors(
    due_by: Day | None = None,
    kind: OrganisationKind | None = None,
    after: str | None = None,
    limit: Limit = 50,
    call: Call = may("clerk", "auditor", "coordinator"),
) -> Response:
    """What each organisation owes. Without `due_by` it is today."""
    day = due_by or local_day(call.resources.clock.now())
    return await call.read(debtors.debtors, day, kind, after, limit)
