"""Routes of loans of equipment."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response, StreamingResponse

from services.training.commands import loans as commands
from services.training.events import LoanState
from services.training.queries import loans as queries
from services.training.queries.equipment import scope_of
from shared.edge.paging import Limit, Page
from shared.edge.routes import Call, may, reads_again
from shared.edge.spreadsheets import BATCH, CSV, download, stream
from shared.postgres.pool import Connection

router = APIRouter(tags=["training"])

_COLUMNS = (
    *("id", "equipment_id", "number", "title", "cooperation_agreement_id", "obligation_id", "agency_id"),
    *("institution_id", "state", "lent_on", "due_on", "received_on", "ended_on", "overdue", "needs_decision"),
)


@router.post("/equipment/{equipment_id}/loans", status_code=201, response_model=queries.LoanView)
@reads_again(queries.loan_for)
async def lend(equipment_id: UUID, body: commands.Lend, call: Call = may("trainer", "coordinator")) -> Response:
    return await call.run(commands.lend, equipment_id, body)


@router.get("/loans", response_model=Page[queries.LoanSummary])
async def list_loans(
    agency: UUID | None = None,
    institution: UUID | None = None,
    equipment: UUID | None = None,
    obligation: UUID | None = None,
    state: LoanState | None = None,
    overdue: bool = False,
    after: UUID | None = None,
    limit: Limit = 50,
    call: Call = may("trainer", "institution_staff", "coordinator", "auditor"),
) -> Response:
    wanted = queries.Wanted(agency, institution, equipment, obligation, state, overdue)
    return await call.read(queries.loans_for, call.actor, wanted, after, limit)


@router.get("/exports/loans.csv", response_class=StreamingResponse, responses=CSV)
async def export_loans(
    agency: UUID | None = None,
    institution: UUID | None = None,
    state: LoanState | None = None,
    overdue: bool = False,
    call: Call = may("trainer", "institution_staff", "coordinator", "auditor"),
) -> Response:
    scope, wanted = scope_of(call.actor), queries.Wanted(agency, institution, None, None, state, overdue)

    async def read(conn: Connection, after: str | None) -> dict[str, object]:
        return await queries.loans(conn, scope, wanted, UUID(after) if after else None, BATCH)

    return download(stream(call.resources.pool, _COLUMNS, read), "loans.csv")


@router.get("/loans/{loan_id}", response_model=queries.LoanView)
async def read_loan(
    loan_id: UUID, call: Call = may("trainer", "institution_staff", "coordinator", "auditor")
) -> Response:
    return await call.read(queries.loan_for, call.actor, loan_id)


@router.post("/loans/{loan_id}/receipt", response_model=queries.LoanView)
@reads_again(queries.loan_for)
async def confirm_receipt(loan_id: UUID, body: commands.Receive, call: Call = may("institution_staff")) -> Response:
    return await call.run(commands.receive, loan_id, body)


@router.post("/loans/{loan_id}/damage", response_model=queries.LoanView)
@reads_again(queries.loan_for)
async def report_damage(loan_id: UUID, body: commands.Found, call: Call = may("institution_staff")) -> Response:
    return await call.run(commands.damage, loan_id, body)


@router.post("/loans/{loan_id}/return", response_model=queries.LoanView)
@reads_again(queries.loan_for)
async def return_loan(loan_id: UUID, body: commands.Found, call: Call = may("trainer", "coordinator")) -> Response:
    return await call.run(commands.give_back, loan_id, body)


@router.post("/loans/{loan_id}/loss", response_model=queries.LoanView)
@reads_again(queries.loan_for)
async def report_loss(loan_id: UUID, body: commands.Miss, call: Call = may("institution_staff")) -> Response:
    return await call.run(commands.miss, loan_id, body)


@router.post("/loans/{loan_id}/loss-acknowledgement", response_model=queries.LoanView)
@reads_again(queries.loan_for)
async def acknowledge_loss(
    loan_id: UUID, body: commands.Acknowledge, call: Call = may("trainer", "coordinator")
) -> Response:
    return await call.run(commands.lose, loan_id, body)


@router.post("/loans/{loan_id}/finding", response_model=queries.LoanView)
@reads_again(queries.loan_for)
async def report_finding(
    loan_id: UUID, body: commands.Found, call: Call = may("institution_staff", "trainer", "coordinator")
) -> Response:
    return await call.run(commands.find, loan_id, body)


@router.post("/loans/{loan_id}/extension", response_model=queries.LoanView)
@reads_again(queries.loan_for)
async def extend_loan(loan_id: UUID, body: commands.Extend, call: Call = may("trainer", "coordinator")) -> Response:
    return await call.run(commands.extend, loan_id, body)


@router.post("/loans/{loan_id}/decision", response_model=queries.LoanView)
@reads_again(queries.loan_for)
async def decide_loan(loan_id: UUID, body: commands.Decide, call: Call = may("trainer", "coordinator")) -> Response:
    return await call.run(commands.decide, loan_id, body)
