"""Issuing a report: number it with its figures, render its files, save them; and its file as an answer.

Rendering takes up to half a second. It happens in a thread, one report at a time, and no transaction is open meanwhile.
"""

from __future__ import annotations

import asyncio
import hashlib
from base64 import b64encode
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Protocol, TypeVar

from starlette.responses import Response

from services.community_service.commands import reports
from services.community_service.documents.reports import render
from services.community_service.domain.reports import Report, ReportRequest
from services.community_service.metrics import REPORT_SECONDS
from services.community_service.queries import reports as queries
from shared.edge.routes import Resources
from shared.languages import Language

Result = TypeVar("Result")

_RENDERER = ThreadPoolExecutor(1, "report")


class Caller(Protocol):
    """A request of a route or of a page."""

    @property
    def resources(self) -> Resources: ...

    async def step(self, command: Callable[..., Awaitable[Result]], *args: Any) -> Result: ...


async def issue(call: Caller, request: ReportRequest, verify_at: str) -> Report:
    """The report of today's figures, with its files saved. `verify_at` is the address before the code of the QR code.

    Raises NotFound, Forbidden, SentenceNotCompleted and the refusals of months."""
    report = await call.step(reports.issue, request, verify_at)
    if not report.has_files:
        with REPORT_SECONDS.labels(report.kind).time():
            files = await asyncio.get_running_loop().run_in_executor(_RENDERER, render, report)
        await call.step(reports.save_files, report, files)
    return report


async def pdf_of(call: Caller, report: Report, language: Language) -> Response:
    """Its file in the reader's language. Raises NotFound."""
    async with call.resources.pool.acquire() as conn:
        pdf = await queries.file(conn, report.id, language)
    name = f"laporan-{report.number.replace('/', '-')}-{language}.pdf"
    headers = {
        "cache-control": "no-store",
        "content-language": language,
        "vary": "accept, accept-language",
        "content-disposition": f'inline; filename="{name}"',
        "x-content-type-options": "nosniff",
        "repr-digest": f"sha-256=:{b64encode(hashlib.sha256(pdf).digest()).decode()}:",
    }
    return Response(pdf, 200, headers, "application/pdf")
