"""Routes of exports: lists as CSV."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response, StreamingResponse

from services.agreements.commands.fields import Day
from services.agreements.events import AgreementKind, Scope, State
from services.agreements.http.paging import Days
from services.agreements.queries import exports
from services.agreements.queries.agreements import AgreementFilter, ending_within
from services.agreements.queries.obligations import ObligationFilter, Standing
from shared.clock import local_day
from shared.edge.routes import Call, may
from shared.edge.spreadsheets import CSV, download

router = APIRouter(tags=["exports"])


@router.get("/exports/agreements.csv", response_class=StreamingResponse, responses=CSV)
async def export_agreements(
    kind: AgreementKind = "cooperation",
    state: State | None = None,
    party: UUID | None = None,
    scope: Scope | None = None,
    under: UUID | None = None,
    ending_within_days: Days = None,
    call: Call = may("clerk", "auditor", "coordinator"),
) -> Response:
    window = ending_within(ending_within_days, local_day(call.resources.clock.now()))
    wanted = AgreementFilter(kind, state, party, scope, under, **window)
    return download(exports.agreements_csv(call.resources.pool, wanted), f"{kind}-agreements.csv")


@router.get("/exports/obligations.csv", response_class=StreamingResponse, responses=CSV)
async def export_obligations(
    owed_by: UUID | None = None,
    state: Standing | None = None,
    agreement: UUID | None = None,
    due_from: Day | None = None,
    due_by: Day | None = None,
    call: Call = may("clerk", "auditor", "coordinator"),
) -> Response:
    wanted = ObligationFilter(owed_by, state, agreement, due_from, due_by)
    return download(exports.obligations_csv(call.resources.pool, wanted), "obligations.csv")
