"""Routes of progress reports of an obligation, their corrections, and the confirmation of its fulfilment."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from services.agreements.commands import progress_reports as commands
from services.agreements.queries.obligations import ObligationView
from shared.edge.routes import Call, may

router = APIRouter(tags=["obligations"])
_ONE = "/obligations/{obligation_id}"


@router.post(f"{_ONE}/reports", status_code=201, response_model=ObligationView)
async def report_progress(obligation_id: UUID, body: commands.Report, call: Call = may("clerk")) -> Response:
    return await call.run(commands.report, obligation_id, body)


@router.post(f"{_ONE}/corrections", status_code=201, response_model=ObligationView)
async def correct_report(obligation_id: UUID, body: commands.Correct, call: Call = may("clerk")) -> Response:
    return await call.run(commands.correct, obligation_id, body)


@router.post(f"{_ONE}/confirmation", response_model=ObligationView)
async def confirm_fulfilment(obligation_id: UUID, call: Call = may("clerk")) -> Response:
    return await call.run(commands.confirm, obligation_id)
