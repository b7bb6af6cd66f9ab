"""Routes of withdrawals."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from services.training.commands import withdrawals as commands
from services.training.events import WithdrawalState
from services.training.http.ledger import TREASURY
from services.training.queries import withdrawals as queries
from shared.edge.paging import Limit, Page
from shared.edge.routes import Call, may, reads_again, refuses
from shared.errors import ConcurrentChange
from shared.privacy.reads import Purpose

router = APIRouter(tags=["ledger"])


@router.post("/participants/{participant_id}/withdrawals", status_code=201, response_model=queries.WithdrawalView)
@reads_again(queries.withdrawal_for, log=commands.log_again)
async def propose_withdrawal(
    participant_id: UUID, body: commands.Propose, call: Call = may("institution_staff")
) -> Response:
    return await call.run(commands.propose, participant_id, body)


@router.get("/institutions/{institution_id}/withdrawals", response_model=Page[queries.WithdrawalView])
@refuses(ConcurrentChange)
async def list_withdrawals(
    institution_id: UUID,
    state: WithdrawalState = "proposed",
    after: UUID | None = None,
    limit: Limit = 50,
    purpose: Purpose = TREASURY,
    call: Call = may("institution_staff", "auditor"),
) -> Response:
    return await call.run(commands.list_withdrawals, institution_id, state, after, limit, purpose)


@router.get("/withdrawals/{withdrawal_id}", response_model=queries.WithdrawalView)
@refuses(ConcurrentChange)
async def read_withdrawal(
    withdrawal_id: UUID, purpose: Purpose = TREASURY, call: Call = may("institution_staff", "auditor")
) -> Response:
    return await call.run(commands.read_withdrawal, withdrawal_id, purpose)


@router.post("/withdrawals/{withdrawal_id}/decision", response_model=queries.WithdrawalView)
@reads_again(queries.withdrawal_for, log=commands.log_again)
async def decide_withdrawal(
    withdrawal_id: UUID, body: commands.Decide, call: Call = may("institution_staff")
) -> Response:
    """By a second person, never the one who proposed it."""
    return await call.run(commands.decide, withdrawal_id, body)
