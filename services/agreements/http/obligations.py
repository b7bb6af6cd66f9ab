"""Routes of work plans and yearly evaluations."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from services.agreements.commands import evaluations as filing
from services.agreements.commands import obligations as commands
from services.agreements.events import OrganisationKind, Recommendation
from services.agreements.http.paging import After
from services.agreements.queries import debtors, evaluations, obligations
from services.agreements.queries.obligations import ObligationFilter, Standing
from shared.clock import local_day
from shared.edge.paging import Limit, Page
from shared.edge.routes import Call, may

router = APIRouter(tags=["obligations and evaluations"])

_PKS = "/cooperation-agreements/{agreement_id}"
_ONE = "/obligations/{obligation_id}"


@router.post(f"{_PKS}/obligations", status_code=201, response_model=obligations.ObligationView)
async def plan_obligation(agreement_id: UUID, body: commands.PlanObligation, call: Call = may("clerk")) -> Response:
    return await call.run(commands.plan, agreement_id, body)


@router.get("/obligations", response_model=Page[obligations.ObligationSummary])
async def list_obligations(
    owed_by: UUID | None = None,
    state: Standing | None = None,
    agreement: UUID | None = None,
    due_from: date | None = None,
    due_by: date | None = None,
    after: After = None,
    limit: Limit = 50,
    call: Call = may("clerk", "auditor", "coordinator"),
) -> Response:
    asked = ObligationFilter(owed_by, state, agreement, due_from, due_by)
    return await call.read(obligations.obligations, asked, after, limit)


@router.get("/debtors", response_model=Page[debtors.DebtorView])
async def list_debtors(
    due_by: date | None = None,
    kind: OrganisationKind | None = None,
    after: str | None = None,
    limit: Limit = 50,
    call: Call = may("clerk", "auditor", "coordinator"),
) -> Response:
    """What each organisation owes; `due_by` is today where none is named."""
    day = due_by or local_day(call.resources.clock.now())
    return await call.read(debtors.debtors, day, kind, after, limit)


@router.get(_ONE, response_model=obligations.ObligationView)
async def read_obligation(obligation_id: UUID, call: Call = may("clerk", "auditor", "coordinator")) -> Response:
    return await call.read(obligations.obligation, obligation_id)


@router.put(_ONE, response_model=obligations.ObligationView)
async def revise_obligation(obligation_id: UUID, body: commands.PlanObligation, call: Call = may("clerk")) -> Response:
    return await call.run(commands.revise, obligation_id, body)


@router.delete(_ONE, response_model=obligations.ObligationView)
async def strike_obligation(obligation_id: UUID, call: Call = may("clerk")) -> Response:
    return await call.run(commands.strike, obligation_id)


@router.post(f"{_ONE}/proposals", status_code=201, response_model=obligations.ObligationView)
async def propose_change(obligation_id: UUID, body: commands.Propose, call: Call = may("clerk")) -> Response:
    return await call.run(commands.propose, obligation_id, body)


@router.post(f"{_ONE}/answers", response_model=obligations.ObligationView)
async def answer_proposal(obligation_id: UUID, body: commands.AnswerProposal, call: Call = may("clerk")) -> Response:
    return await call.run(commands.answer, obligation_id, body)


@router.post(f"{_ONE}/reports", status_code=201, response_model=obligations.ObligationView)
async def report_progress(obligation_id: UUID, body: commands.Report, call: Call = may("clerk")) -> Response:
    return await call.run(commands.report, obligation_id, body)


@router.post(f"{_ONE}/corrections", status_code=201, response_model=obligations.ObligationView)
async def correct_report(obligation_id: UUID, body: commands.Correct, call: Call = may("clerk")) -> Response:
    return await call.run(commands.correct, obligation_id, body)


@router.post(f"{_ONE}/confirmation", response_model=obligations.ObligationView)
async def confirm_fulfilment(obligation_id: UUID, call: Call = may("clerk")) -> Response:
    return await call.run(commands.confirm, obligation_id)


@router.post(f"{_PKS}/evaluations", status_code=201, response_model=evaluations.EvaluationView)
async def file_evaluation(agreement_id: UUID, body: filing.FileEvaluation, call: Call = may("clerk")) -> Response:
    return await call.run(filing.file_evaluation, agreement_id, body)


@router.get("/evaluations", response_model=Page[evaluations.EvaluationSummary])
async def list_evaluations(
    agreement: UUID | None = None,
    recommendation: Recommendation | None = None,
    after: UUID | None = None,
    limit: Limit = 50,
    call: Call = may("clerk", "auditor", "coordinator"),
) -> Response:
    return await call.read(evaluations.evaluations, agreement, recommendation, after, limit)


@router.get("/evaluations/{evaluation_id}", response_model=evaluations.EvaluationView)
async def read_evaluation(evaluation_id: UUID, call: Call = may("clerk", "auditor", "coordinator")) -> Response:
    return await call.read(evaluations.evaluation, evaluation_id)
