"""Issuing a report: number it with its figures, render its files, save them.

Rendering takes up to half a second. It happens in a thread, one report at a time, and no transaction is open meanwhile.
"""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor

from services.community_service.commands import reports
from services.community_service.documents.reports import render
from services.community_service.domain.reports import Report, ReportRequest
from services.community_service.metrics import REPORT_SECONDS
from shared.edge.routes import Call

_RENDERER = ThreadPoolExecutor(1, "report")


async def issue(call: Call, request: ReportRequest, verify_at: str) -> Report:
    """The report of today's figures, with its files saved. `verify_at` is the address before the code of the QR code.

    Raises NotFound, Forbidden, SentenceNotCompleted and the refusals of months."""
    report = await call.step(reports.issue, request, verify_at)
    if not report.has_files:
        with REPORT_SECONDS.labels(report.kind).time():
            files = await asyncio.get_running_loop().run_in_executor(_RENDERER, render, report)
        await call.step(reports.save_files, report, files)
    return report
