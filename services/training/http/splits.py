"""Routes of the rules by which institutions split profits."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from services.training.commands import splits as commands
from services.training.queries import splits as queries
from shared.dates import IsoDay
from shared.edge.paging import Limit, Page
from shared.edge.routes import Call, may

router = APIRouter(tags=["ledger"])


@router.post("/institutions/{institution_id}/split-rules", status_code=201, response_model=queries.SplitRuleView)
async def add_split_rule(
    institution_id: UUID, body: commands.AddSplitRule, call: Call = may("institution_staff")
) -> Response:
    return await call.run(commands.add_split_rule, institution_id, body)


@router.get("/institutions/{institution_id}/split-rules", response_model=Page[queries.SplitRuleView])
async def list_split_rules(
    institution_id: UUID, after: IsoDay | None = None, limit: Limit = 50, call: Call = may("*")
) -> Response:
    """`after` is the first day of a rule."""
    return await call.read(queries.split_rules, institution_id, after, limit)
