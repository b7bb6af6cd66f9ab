"""Routes of visits, and of the supervision log as JSON, CSV and PDF. Each read of the log is logged."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from services.community_service.commands import visits
from services.community_service.documents.visits_log import write_csv
from services.community_service.events import Language
from services.community_service.processes import visits as processes
from services.community_service.queries.visits import VisitView
from services.community_service.queries.visits_log import SupervisionLog
from shared.edge.languages import language
from shared.edge.routes import Call, may, refuses
from shared.errors import ConcurrentChange

router = APIRouter(tags=["visits"])

_READERS = ("court_clerk", "prosecutor", "counsellor", "bapas_head", "coordinator", "auditor")
_CSV: dict[int | str, dict[str, Any]] = {
    200: {"content": {"text/csv": {"schema": {"type": "string"}}}, "description": "RFC 4180, UTF-8"}
}
_PDF: dict[int | str, dict[str, Any]] = {200: {"content": {"application/pdf": {}}, "description": "The log as PDF."}}


@router.post("/sentences/{sentence_id}/visits", status_code=201, response_model=VisitView)
async def record_visit(
    sentence_id: UUID, body: visits.RecordVisit, call: Call = may("counsellor", "prosecutor")
) -> Response:
    return await call.run(visits.record_visit, sentence_id, body)


@router.get("/sentences/{sentence_id}/supervision-log", response_model=SupervisionLog)
@refuses(ConcurrentChange)
async def read_log(sentence_id: UUID, call: Call = may(*_READERS)) -> Response:
    return await call.run(visits.read_log, sentence_id)


@router.get("/sentences/{sentence_id}/supervision-log.csv", response_class=Response, responses=_CSV)
@refuses(ConcurrentChange)
async def download_log(sentence_id: UUID, call: Call = may(*_READERS)) -> Response:
    reader_language = language(call.request)
    log = await call.step(visits.read_log, sentence_id)
    content = write_csv(log, reader_language)
    return _file(content, "text/csv; charset=utf-8; header=present", sentence_id, reader_language, "csv")


@router.get("/sentences/{sentence_id}/supervision-log/document", response_class=Response, responses=_PDF)
@refuses(ConcurrentChange)
async def print_log(sentence_id: UUID, call: Call = may(*_READERS)) -> Response:
    reader_language = language(call.request)
    pdf = await processes.log_document(call, sentence_id, reader_language)
    return _file(pdf, "application/pdf", sentence_id, reader_language, "pdf")


def _file(content: bytes, media_type: str, sentence_id: UUID, written_in: Language, suffix: str) -> Response:
    headers = {
        "cache-control": "no-store",
        "content-language": written_in,
        "vary": "accept-language",
        "content-disposition": f'attachment; filename="pengawasan-{sentence_id}-{written_in}.{suffix}"',
        "x-content-type-options": "nosniff",
    }
    return Response(content, 200, headers, media_type)
