"""Routes of pay-outs at release."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from services.training.commands import payouts as commands
from services.training.events import PayoutState
from services.training.http.ledger import TREASURY
from services.training.queries import payouts as queries
from shared.edge.paging import Limit, Page
from shared.edge.routes import Call, may, reads_again, refuses
from shared.errors import ConcurrentChange
from shared.privacy.reads import Purpose

router = APIRouter(tags=["ledger"])


@router.get("/institutions/{institution_id}/payouts", response_model=Page[queries.PayoutView])
@refuses(ConcurrentChange)
async def list_payouts(
    institution_id: UUID,
    state: PayoutState = "due",
    after: UUID | None = None,
    limit: Limit = 50,
    purpose: Purpose = TREASURY,
    call: Call = may("institution_staff", "auditor"),
) -> Response:
    return await call.run(commands.list_payouts, institution_id, state, after, limit, purpose)


@router.get("/payouts/{payout_id}", response_model=queries.PayoutView)
@refuses(ConcurrentChange)
async def read_payout(
    payout_id: UUID, purpose: Purpose = TREASURY, call: Call = may("institution_staff", "auditor")
) -> Response:
    return await call.run(commands.read_payout, payout_id, purpose)


@router.post("/payouts/{payout_id}/payment", response_model=queries.PayoutView)
@reads_again(queries.payout_for, log=commands.log_again)
async def pay_out(payout_id: UUID, body: commands.PayOut, call: Call = may("institution_staff")) -> Response:
    """All that is left, once, against a signed receipt."""
    return await call.run(commands.pay, payout_id, body)
