"""Route of the tree of an umbrella: the PKS below it with their obligations."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from services.agreements.events import State
from services.agreements.http.paging import After
from services.agreements.queries import trees
from shared.edge.paging import Limit
from shared.edge.routes import Call, may

router = APIRouter(tags=["agreements"])


@router.get("/joint-agreements/{agreement_id}/tree", response_model=trees.Tree)
async def read_tree(
    agreement_id: UUID,
    state: State | None = None,
    after: After = None,
    limit: Limit = 50,
    call: Call = may("clerk", "auditor", "coordinator"),
) -> Response:
    return await call.read(trees.tree, agreement_id, state, after, limit)
