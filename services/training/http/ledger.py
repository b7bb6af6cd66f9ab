"""Routes of the ledger: accounts, entries, deposits, cash, and whether it adds up."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from services.training.commands import ledger_entries as commands
from services.training.events import EntryKind
from services.training.queries import ledger as queries
from services.training.queries.ledger_verification import LedgerVerification, verify
from shared.edge.paging import Limit, Page
from shared.edge.routes import Call, may, reads_again, refuses
from shared.errors import ConcurrentChange
from shared.privacy.reads import Purpose

router = APIRouter(tags=["ledger"])

TREASURY = "treasury of the institution"
"""What a read is for where the caller says nothing else."""


@router.post("/participants/{participant_id}/deposits", status_code=201, response_model=queries.EntryView)
@reads_again(queries.entry_for, log=commands.log_again)
async def deposit(participant_id: UUID, body: commands.Deposit, call: Call = may("institution_staff")) -> Response:
    return await call.run(commands.deposit, participant_id, body)


@router.get("/participants/{participant_id}/accounts", response_model=queries.AccountsView)
@refuses(ConcurrentChange)
async def read_accounts(
    participant_id: UUID, purpose: Purpose = TREASURY, call: Call = may("institution_staff", "auditor")
) -> Response:
    return await call.run(commands.read_accounts, participant_id, purpose)


@router.post("/institutions/{institution_id}/cash-movements", status_code=201, response_model=queries.EntryView)
@reads_again(queries.entry_for, log=commands.log_again)
async def move_cash(institution_id: UUID, body: commands.MoveCash, call: Call = may("institution_staff")) -> Response:
    return await call.run(commands.move_cash, institution_id, body)


@router.get("/institutions/{institution_id}/accounts", response_model=queries.AccountsView)
async def list_accounts(institution_id: UUID, call: Call = may("institution_staff", "auditor")) -> Response:
    return await call.read(queries.accounts_for, call.actor, institution_id)


@router.get("/institutions/{institution_id}/ledger-entries", response_model=Page[queries.EntrySummary])
async def list_entries(
    institution_id: UUID,
    kind: EntryKind | None = None,
    after: UUID | None = None,
    limit: Limit = 50,
    call: Call = may("institution_staff", "auditor"),
) -> Response:
    return await call.read(queries.entries_for, call.actor, institution_id, kind, after, limit)


@router.get("/ledger/entries/{entry_id}", response_model=queries.EntryView)
@refuses(ConcurrentChange)
async def read_entry(
    entry_id: UUID, purpose: Purpose = TREASURY, call: Call = may("institution_staff", "auditor")
) -> Response:
    return await call.run(commands.read_entry, entry_id, purpose)


@router.post("/ledger/entries/{entry_id}/reversal", status_code=201, response_model=queries.EntryView)
@reads_again(queries.entry_for, log=commands.log_again)
async def reverse_entry(entry_id: UUID, body: commands.Reverse, call: Call = may("institution_staff")) -> Response:
    """By a second person, never the one who recorded it."""
    return await call.run(commands.reverse, entry_id, body)


@router.get("/ledger/credits/{credit_id}", response_model=queries.CreditView)
@refuses(ConcurrentChange)
async def read_credit(
    credit_id: UUID, purpose: Purpose = TREASURY, call: Call = may("institution_staff", "auditor")
) -> Response:
    return await call.run(commands.read_credit, credit_id, purpose)


@router.get("/ledger/verification", response_model=LedgerVerification)
async def verify_ledger(call: Call = may("auditor")) -> Response:
    return await call.read(verify)
