"""Lists of agreements, the tree of an umbrella, timelines, and CSV."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query
from starlette.responses import Response, StreamingResponse

from services.agreements.domain.agreement import Kind
from services.agreements.events import Scope, State
from services.agreements.http.paging import After
from services.agreements.queries import export, lists, timeline, tree
from services.agreements.queries.lists import AgreementFilter, ending_within
from services.agreements.queries.obligations import ObligationFilter, Standing
from shared.clock import local_day
from shared.edge.paging import Limit, Page
from shared.edge.problems import language
from shared.edge.routes import Call, may

router = APIRouter(tags=["lists"])

Days = Annotated[int | None, Query(ge=0, le=3_660, description="only what ends within so many days and has not ended")]
Position = Annotated[int, Query(ge=0, lt=2**63)]


def _lists(prefix: str, kind: Kind) -> None:
    """The lists that umbrellas and PKS share."""

    @router.get(prefix, response_model=Page[lists.AgreementSummary], name=f"list_{kind}")
    async def listing(
        state: State | None = None,
        party: UUID | None = None,
        scope: Scope | None = None,
        under: UUID | None = None,
        ending_within_days: Days = None,
        after: After = None,
        limit: Limit = 50,
        call: Call = may("*"),
    ) -> Response:
        window = ending_within(ending_within_days, local_day(call.resources.clock.now()))
        asked = AgreementFilter(kind, state, party, scope, under, **window)
        return await call.read(lists.agreements, asked, after, limit)

    @router.get(f"{prefix}/{{agreement_id}}/timeline", response_model=Page[timeline.Entry], name=f"timeline_{kind}")
    async def read_timeline(
        agreement_id: UUID,
        after: Position = 0,
        limit: Limit = 100,
        call: Call = may("clerk", "auditor", "coordinator"),
    ) -> Response:
        return await call.read(timeline.timeline, kind, agreement_id, language(call.request), after, limit)


_lists("/joint-agreements", "joint")
_lists("/cooperation-agreements", "cooperation")


@router.get("/joint-agreements/{agreement_id}/tree", response_model=tree.Tree)
async def read_tree(
    agreement_id: UUID,
    state: State | None = None,
    after: After = None,
    limit: Limit = 50,
    call: Call = may("clerk", "auditor", "coordinator"),
) -> Response:
    return await call.read(tree.tree, agreement_id, state, after, limit)


_CSV: dict[int | str, dict[str, Any]] = {
    200: {"content": {"text/csv": {"schema": {"type": "string"}}}, "description": "RFC 4180, UTF-8"}
}


@router.get("/exports/agreements.csv", response_class=StreamingResponse, responses=_CSV)
async def export_agreements(
    kind: Kind = "cooperation",
    state: State | None = None,
    party: UUID | None = None,
    scope: Scope | None = None,
    under: UUID | None = None,
    ending_within_days: Days = None,
    call: Call = may("clerk", "auditor", "coordinator"),
) -> Response:
    window = ending_within(ending_within_days, local_day(call.resources.clock.now()))
    asked = AgreementFilter(kind, state, party, scope, under, **window)
    return _download(export.agreements(call.resources.pool, asked), f"{kind}-agreements.csv")


@router.get("/exports/obligations.csv", response_class=StreamingResponse, responses=_CSV)
async def export_obligations(
    owed_by: UUID | None = None,
    state: Standing | None = None,
    agreement: UUID | None = None,
    due_from: date | None = None,
    due_by: date | None = None,
    call: Call = may("clerk", "auditor", "coordinator"),
) -> Response:
    asked = ObligationFilter(owed_by, state, agreement, due_from, due_by)
    return _download(export.all_obligations(call.resources.pool, asked), "obligations.csv")


def _download(content: AsyncIterator[bytes], name: str) -> Response:
    headers = {
        "content-disposition": f'attachment; filename="{name}"',
        "cache-control": "no-store",
        "x-content-type-options": "nosniff",
    }
    return StreamingResponse(content, 200, headers, "text/csv; charset=utf-8; header=present")
