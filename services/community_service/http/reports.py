"""Routes of reports, as JSON and as PDF, and the open route that checks a document by its code.

A report is issued when it is first read.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Path, Query, Request
from starlette.responses import Response

from services.community_service.commands import reports as commands
from services.community_service.domain.reports import Month, Report, ReportRequest, code_of
from services.community_service.errors.executions import NotReceived
from services.community_service.errors.reports import SentenceNotCompleted
from services.community_service.events import ReportKind
from services.community_service.metrics import REPORT_CHECKS
from services.community_service.processes import reports as processes
from services.community_service.queries import reports as queries
from services.community_service.queries import sentences
from shared.edge.languages import language
from shared.edge.paging import Limit, Page
from shared.edge.routes import Call, may, open_to_all, refuses
from shared.errors import ConcurrentChange, NotFound
from shared.web.public import PAGE_TOO, json_beside_pages

_MONTH = r"2[01]\d\d-(0[1-9]|1[0-2])"
_SUFFIX = r"(\.pdf|\.json)?$"

SentenceReport = Annotated[str, Path(pattern=rf"^(completion|{_MONTH}){_SUFFIX}")]
MonthlyReport = Annotated[str, Path(pattern=rf"^{_MONTH}{_SUFFIX}")]
Form = Literal["pdf", "json"]
Sha256 = Annotated[str | None, Query(pattern="^[0-9a-fA-F]{64}$")]
_EITHER: dict[int | str, dict[str, Any]] = {
    200: {"content": {"application/pdf": {}}, "description": "The report: JSON, or PDF by suffix or Accept."}
}


def router(public_url: str) -> APIRouter:
    """`public_url` is the address of the gateway: the QR code of a document leads there."""
    report_router = APIRouter(tags=["reports"])
    verify_at = f"{public_url}/community-service/reports/"

    @report_router.get("/sentences/{sentence_id}/reports", response_model=Page[queries.IssuedReport])
    async def list_reports(
        sentence_id: UUID,
        after: UUID | None = None,
        limit: Limit = 50,
        call: Call = may("court_clerk", "prosecutor", "counsellor", "bapas_head", "coordinator", "auditor"),
    ) -> Response:
        await call.read(sentences.own_sentence, sentence_id, call.actor)
        return await call.read(queries.reports_of, sentence_id, after, limit)

    @report_router.get("/sentences/{sentence_id}/reports/{name}", response_model=queries.ReportView, responses=_EITHER)
    @refuses(SentenceNotCompleted, ConcurrentChange)
    async def sentence_report(
        sentence_id: UUID,
        name: SentenceReport,
        call: Call = may("court_clerk", "prosecutor", "counsellor", "bapas_head", "coordinator", "auditor"),
    ) -> Response:
        kind: ReportKind = "completion" if name.startswith("completion") else "sentence"
        return await _issue(call, kind, sentence_id, name)

    @report_router.get("/sites/{site_id}/reports/{month}", response_model=queries.ReportView, responses=_EITHER)
    @refuses(ConcurrentChange)
    async def site_report(
        site_id: UUID, month: MonthlyReport, call: Call = may("supervisor", "coordinator", "auditor")
    ) -> Response:
        return await _issue(call, "site", site_id, month)

    @report_router.get("/agencies/{agency_id}/reports/{month}", response_model=queries.ReportView, responses=_EITHER)
    @refuses(ConcurrentChange)
    async def agency_report(
        agency_id: UUID, month: MonthlyReport, call: Call = may("supervisor", "coordinator", "auditor")
    ) -> Response:
        return await _issue(call, "agency", agency_id, month)

    @report_router.get(
        "/sentences/{sentence_id}/reception/document", response_model=queries.ReportView, responses=_EITHER
    )
    @refuses(NotReceived, ConcurrentChange)
    async def handover_record(
        sentence_id: UUID,
        call: Call = may("court_clerk", "prosecutor", "counsellor", "bapas_head", "coordinator", "auditor"),
    ) -> Response:
        """The handover record of the client (berita acara serah terima) of the latest version of the reception."""
        report = await processes.issue(call, ReportRequest("reception", sentence_id), verify_at)
        return await _answer(call, report, "json" if _asks_json(call.request) else "pdf")

    async def _issue(call: Call, kind: ReportKind, subject_id: UUID, name: str) -> Response:
        stem, form = _split(name, call.request)
        month = None if kind == "completion" else Month.of(stem)
        report = await processes.issue(call, ReportRequest(kind, subject_id, month), verify_at)
        return await _answer(call, report, form)

    @report_router.get("/reports/{code}/document", response_class=Response, responses=_EITHER)
    @refuses(ConcurrentChange)
    async def read_document(
        code: str,
        call: Call = may(
            "court_clerk", "prosecutor", "counsellor", "bapas_head", "supervisor", "coordinator", "auditor"
        ),
    ) -> Response:
        """A report as it was issued, also after a newer one superseded it."""
        return await _answer(call, await call.step(commands.reopen, _plain(code)), "pdf")

    return report_router


check = json_beside_pages(tags=["reports"])


@check.get("/reports/{code}", response_model=queries.DocumentView, responses=PAGE_TOO, dependencies=[open_to_all()])
async def check_document(
    code: str, request: Request, response: Response, sha256: Sha256 = None
) -> queries.DocumentView:
    """Is this document genuine? Open to everyone who has its code. The answer says nothing about a person.

    A browser gets a page (`Accept: text/html`), everybody else JSON."""
    try:
        async with request.app.state.resources.pool.acquire() as conn:
            document = await queries.document(conn, _plain(code), sha256)
    except NotFound:
        REPORT_CHECKS.labels("unknown").inc()
        raise
    response.headers["cache-control"] = "no-store"
    REPORT_CHECKS.labels("differs" if document.matches is False else document.standing).inc()
    return document


def _plain(code: str) -> str:
    """Raises NotFound."""
    plain = code_of(code)
    if plain is None:
        raise NotFound(what="report", id=code[:64])
    return plain


def _split(name: str, request: Request) -> tuple[str, Form]:
    """`2026-03.pdf` → `2026-03`, pdf. Without a suffix the Accept header decides."""
    stem, _, suffix = name.partition(".")
    is_pdf = suffix == "pdf" or (not suffix and "application/pdf" in request.headers.get("accept", ""))
    return stem, "pdf" if is_pdf else "json"


def _asks_json(request: Request) -> bool:
    """A document is a PDF, unless JSON alone is asked for."""
    return request.headers.get("accept", "").startswith("application/json")


async def _answer(call: Call, report: Report, form: Form) -> Response:
    if form == "json":
        return await call.read(queries.report, report.id)
    return await processes.pdf_of(call, report, language(call.request))
