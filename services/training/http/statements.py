"""Routes of statements. Each read of a person's statement is logged."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Path
from starlette.responses import Response, StreamingResponse

from services.training.commands import statements as commands
from services.training.commands.wages import first_of
from services.training.documents.statements import write_csv, write_state_csv
from services.training.http.ledger import TREASURY
from services.training.processes.statements import statement_document
from services.training.queries import statements as queries
from shared.edge.languages import language
from shared.edge.routes import Call, may, refuses
from shared.errors import ConcurrentChange
from shared.privacy.reads import Purpose

router = APIRouter(tags=["ledger"])

Month = Annotated[str, Path(pattern=r"^(19|20|21)[0-9]{2}-(0[1-9]|1[0-2])$")]
_CSV: dict[int | str, dict[str, Any]] = {
    200: {"content": {"text/csv": {"schema": {"type": "string"}}}, "description": "RFC 4180, UTF-8"}
}
_PDF: dict[int | str, dict[str, Any]] = {200: {"content": {"application/pdf": {}}, "description": "The statement."}}


@router.get("/participants/{participant_id}/statements/{month}.csv", response_class=Response, responses=_CSV)
@refuses(ConcurrentChange)
async def download_statement(
    participant_id: UUID,
    month: Month,
    purpose: Purpose = TREASURY,
    call: Call = may("institution_staff", "auditor"),
) -> Response:
    view = await call.step(commands.read_statement, participant_id, first_of(month), purpose)
    return Response(write_csv(view), 200, _headers(f"statement-{participant_id}-{month}.csv"), _TYPE)


@router.get("/participants/{participant_id}/statements/{month}", response_model=queries.StatementView)
@refuses(ConcurrentChange)
async def read_statement(
    participant_id: UUID,
    month: Month,
    purpose: Purpose = TREASURY,
    call: Call = may("institution_staff", "auditor"),
) -> Response:
    return await call.run(commands.read_statement, participant_id, first_of(month), purpose)


@router.get("/participants/{participant_id}/statements/{month}/document", response_class=Response, responses=_PDF)
@refuses(ConcurrentChange)
async def print_statement(
    participant_id: UUID,
    month: Month,
    purpose: Purpose = TREASURY,
    call: Call = may("institution_staff", "auditor"),
) -> Response:
    written_in = language(call.request)
    pdf = await statement_document(call, participant_id, first_of(month), purpose, written_in)
    headers = _headers(f"statement-{participant_id}-{month}-{written_in}.pdf")
    return Response(pdf, 200, headers | {"content-language": written_in, "vary": "accept-language"}, "application/pdf")


@router.get("/institutions/{institution_id}/state-shares/{month}.csv", response_class=StreamingResponse, responses=_CSV)
async def download_state_share(
    institution_id: UUID, month: Month, call: Call = may("institution_staff", "auditor")
) -> Response:
    """Each line of the state's part (PNBP) in a month."""
    pool, first = call.resources.pool, first_of(month)
    async with pool.acquire() as conn:
        account = await queries.need_state_share(conn, call.actor, institution_id, first)
    content = write_state_csv(queries.state_lines(pool, account, first))
    return StreamingResponse(content, 200, _headers(f"state-share-{institution_id}-{month}.csv"), _TYPE)


@router.get("/institutions/{institution_id}/state-shares/{month}", response_model=queries.StateShareView)
async def read_state_share(
    institution_id: UUID, month: Month, call: Call = may("institution_staff", "auditor")
) -> Response:
    """The state's part (PNBP) in a month, by day."""
    return await call.read(queries.state_share_for, call.actor, institution_id, first_of(month))


_TYPE = "text/csv; charset=utf-8; header=present"


def _headers(name: str) -> dict[str, str]:
    return {
        "content-disposition": f'attachment; filename="{name}"',
        "cache-control": "no-store",
        "x-content-type-options": "nosniff",
    }
