"""Routes of reports, as JSON and as PDF, and the one that everybody may ask whether a paper is ours.

A report is issued when it is first asked for. Putting it on paper happens in a thread, one at a time: it takes
half a second, and no transaction is open meanwhile.
"""

from __future__ import annotations

import asyncio
import hashlib
import re
from base64 import b64encode
from concurrent.futures import ThreadPoolExecutor
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Path, Query, Request
from starlette.responses import Response

from services.community_service.commands import reports as commands
from services.community_service.commands.reports import Wanted
from services.community_service.documents.reports import render
from services.community_service.domain.reports import Month, Report
from services.community_service.events import Language, ReportKind
from services.community_service.metrics import PAPERS_CHECKED, REPORT_SECONDS
from services.community_service.queries import reports as queries
from services.community_service.queries import sentences
from shared.edge.paging import Limit, Page
from shared.edge.problems import language
from shared.edge.routes import Call, may, open_to_all
from shared.errors import NotFound
from shared.postgres.pool import in_transaction

_PRESS = ThreadPoolExecutor(1, "paper")
_MONTH = r"2[01]\d\d-(0[1-9]|1[0-2])"
_CODE = re.compile("[A-Z2-7]{16}")
_FORM = r"(\.pdf|\.json)?$"

Paper = Annotated[str, Path(pattern=rf"^(completion|{_MONTH}){_FORM}")]
OfMonth = Annotated[str, Path(pattern=rf"^{_MONTH}{_FORM}")]
Sha256 = Annotated[str | None, Query(pattern="^[0-9a-fA-F]{64}$")]
_EITHER: dict[int | str, dict[str, Any]] = {
    200: {"content": {"application/pdf": {}}, "description": "The report: JSON, or PDF by suffix or Accept."}
}


def router(public_url: str) -> APIRouter:
    """Needs the address that the QR codes lead to."""
    report_router = APIRouter(tags=["reports"])
    verify_at = f"{public_url}/community-service/reports/"

    @report_router.get("/sentences/{sentence_id}/reports", response_model=Page[queries.IssuedReport])
    async def list_reports(
        sentence_id: UUID,
        after: UUID | None = None,
        limit: Limit = 50,
        call: Call = may("court_clerk", "prosecutor", "counsellor", "coordinator", "auditor"),
    ) -> Response:
        await call.read(sentences.own_sentence, sentence_id, call.actor)
        return await call.read(queries.reports_of, sentence_id, after, limit)

    @report_router.get("/sentences/{sentence_id}/reports/{paper}", response_model=queries.ReportView, responses=_EITHER)
    async def sentence_report(
        sentence_id: UUID,
        paper: Paper,
        call: Call = may("court_clerk", "prosecutor", "counsellor", "coordinator", "auditor"),
    ) -> Response:
        name, form = _split(paper, call.request)
        whole = name == "completion"
        wanted = Wanted("completion", sentence_id) if whole else Wanted("sentence", sentence_id, Month.of(name))
        return await _answer(call, await _issued(call, wanted, verify_at), form)

    @report_router.get("/sites/{site_id}/reports/{month}", response_model=queries.ReportView, responses=_EITHER)
    async def site_report(
        site_id: UUID, month: OfMonth, call: Call = may("supervisor", "coordinator", "auditor")
    ) -> Response:
        return await _monthly(call, "site", site_id, month)

    @report_router.get("/agencies/{agency_id}/reports/{month}", response_model=queries.ReportView, responses=_EITHER)
    async def agency_report(
        agency_id: UUID, month: OfMonth, call: Call = may("supervisor", "coordinator", "auditor")
    ) -> Response:
        return await _monthly(call, "agency", agency_id, month)

    async def _monthly(call: Call, kind: ReportKind, subject_id: UUID, month: str) -> Response:
        name, form = _split(month, call.request)
        return await _answer(call, await _issued(call, Wanted(kind, subject_id, Month.of(name)), verify_at), form)

    @report_router.get("/reports/{code}/document", response_class=Response, responses=_EITHER)
    async def read_paper(
        code: str,
        call: Call = may("court_clerk", "prosecutor", "counsellor", "supervisor", "coordinator", "auditor"),
    ) -> Response:
        """A report as it was issued, also where a newer one has taken its place."""
        now = call.resources.clock.now()
        report = await in_transaction(
            call.resources.pool, lambda conn: commands.reopen(conn, _plain(code), call.actor, now=now)
        )
        return await _answer(call, report, "pdf")

    @report_router.get("/reports/{code}", response_model=queries.PaperView, dependencies=[open_to_all()])
    async def check_paper(code: str, request: Request, response: Response, sha256: Sha256 = None) -> queries.PaperView:
        """Is this paper ours? Open to everyone who holds its code; nothing about a person."""
        try:
            async with request.app.state.resources.pool.acquire() as conn:
                seen = await queries.paper(conn, _plain(code), sha256)
        except NotFound:
            PAPERS_CHECKED.labels("unknown").inc()
            raise
        response.headers["cache-control"] = "no-store"
        PAPERS_CHECKED.labels("differs" if seen.matches is False else seen.standing).inc()
        return seen

    return report_router


def _plain(code: str) -> str:
    """As it is kept: people type it with the hyphens of the paper, or in small letters. Raises NotFound."""
    plain = code.replace("-", "").upper()
    if not _CODE.fullmatch(plain):
        raise NotFound(what="report", id=code[:64])
    return plain


def _split(name: str, request: Request) -> tuple[str, Literal["pdf", "json"]]:
    """`2026-03.pdf` → `2026-03`, pdf. Without a suffix the Accept header decides."""
    stem, _, suffix = name.partition(".")
    asked = suffix == "pdf" or (not suffix and "application/pdf" in request.headers.get("accept", ""))
    return stem, "pdf" if asked else "json"


async def _issued(call: Call, wanted: Wanted, verify_at: str) -> Report:
    """Numbered with its figures, and on paper."""
    pool, now, actor = call.resources.pool, call.resources.clock.now(), call.actor
    report = await in_transaction(pool, lambda conn: commands.issue(conn, wanted, verify_at, actor, now))
    if not report.printed:
        with REPORT_SECONDS.labels(report.kind).time():
            files = await asyncio.get_running_loop().run_in_executor(_PRESS, render, report)
        await in_transaction(pool, lambda conn: commands.keep(conn, report, files, actor, now))
    return report


async def _answer(call: Call, report: Report, form: Literal["pdf", "json"]) -> Response:
    if form == "json":
        return await call.read(queries.report, report.id)
    spoken: Language = "en" if language(call.request) == "en" else "id"
    async with call.resources.pool.acquire() as conn:
        pdf = await queries.file(conn, report.id, spoken)
    name = f"laporan-{report.number.replace('/', '-')}-{spoken}.pdf"
    headers = {
        "cache-control": "no-store",
        "content-language": spoken,
        "vary": "accept, accept-language",
        "content-disposition": f'inline; filename="{name}"',
        "x-content-type-options": "nosniff",
        "repr-digest": f"sha-256=:{b64encode(hashlib.sha256(pdf).digest()).decode()}:",
    }
    return Response(pdf, 200, headers, "application/pdf")
