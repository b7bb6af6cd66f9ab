"""The monthly report of a site as a PDF. It is issued when it is first asked for: by a form, since it writes."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, Field
from starlette.responses import Response

from services.community_service.domain.reports import Month, ReportRequest
from services.community_service.processes import reports as processes
from services.community_service.web.sites import show_site
from shared.web.answers import pages_router
from shared.web.calls import PageCall
from shared.web.guard import page

router = pages_router(tags=["reports"])


class Wanted(BaseModel):
    report: Annotated[str, Field(pattern=r"^2[01]\d\d-(0[1-9]|1[0-2])$")]


@router.post("/sites/{site_id}/reports")
async def open_report(site_id: UUID, call: PageCall = page("coordinator", "auditor")) -> Response:
    async def shown(wanted: Wanted) -> Response:
        request = ReportRequest("site", site_id, Month.of(wanted.report))
        verify_at = f"{call.web.origin}{call.web.place.prefix}/reports/"
        return await processes.pdf_of(call, await processes.issue(call, request, verify_at), call.language)

    return await call.answer(shown, form=Wanted, again=lambda: show_site(site_id, None, call))
