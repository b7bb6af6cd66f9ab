"""Reports of a case as PDF: each is issued when it is first asked for, and every read is written down.

A form asks for them: an address that a browser fetches ahead would read somebody's record.
"""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, Field
from starlette.responses import Response

from services.community_service.commands import reports as commands
from services.community_service.domain.reports import Month, ReportRequest, code_of
from services.community_service.processes import reports as processes
from services.community_service.web import cases
from shared.errors import NotFound
from shared.web.answers import pages_router
from shared.web.calls import PageCall
from shared.web.guard import page

router = pages_router(tags=["reports"])

_READERS = ("court_clerk", "prosecutor", "counsellor", "bapas_head", "coordinator", "auditor")
_MONTH = r"2[01]\d\d-(0[1-9]|1[0-2])"


class Wanted(BaseModel):
    report: Annotated[str, Field(pattern=rf"^(completion|{_MONTH})$")]


@router.post("/cases/{sentence_id}/reports")
async def open_report(sentence_id: UUID, call: PageCall = page(*_READERS)) -> Response:
    async def shown(wanted: Wanted) -> Response:
        if wanted.report == "completion":
            request = ReportRequest("completion", sentence_id)
        else:
            request = ReportRequest("sentence", sentence_id, Month.of(wanted.report))
        return await _issued(call, request)

    return await call.answer(shown, form=Wanted, again=lambda: cases.show_case(sentence_id, None, call))


@router.post("/cases/{sentence_id}/reception/document")
async def open_handover_record(sentence_id: UUID, call: PageCall = page(*_READERS)) -> Response:
    """The handover record of the client (berita acara serah terima), by the latest version of the reception."""
    return await _issued(call, ReportRequest("reception", sentence_id))


@router.post("/reports/{code}/document")
async def open_document(code: str, call: PageCall = page(*_READERS)) -> Response:
    """A report as it was issued, also after a newer one superseded it."""
    plain = code_of(code)
    if plain is None:
        raise NotFound(what="report", id=code[:64])
    return await processes.pdf_of(call, await call.step(commands.reopen, plain), call.language)


async def _issued(call: PageCall, request: ReportRequest) -> Response:
    verify_at = f"{call.web.origin}{call.web.place.prefix}/reports/"
    return await processes.pdf_of(call, await processes.issue(call, request, verify_at), call.language)
