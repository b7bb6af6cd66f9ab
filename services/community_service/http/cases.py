"""Routes of a case as a whole: everything that its page shows, and its timeline in words."""

from __future__ import annotations

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from starlette.responses import Response

from services.community_service.queries import cases_page, cases_timeline
from services.community_service.queries.cases_sections import READERS
from shared.edge.paging import Limit, Page
from shared.edge.routes import Call, may

router = APIRouter(tags=["cases"])

_READERS = sorted(READERS)

Month = Annotated[str, Query(pattern=r"^2[01]\d\d-(0[1-9]|1[0-2])$")]
After = Annotated[int, Query(ge=0, lt=2**63)]


@router.get("/sentences/{sentence_id}/case", response_model=cases_page.CasePage)
async def read_case(sentence_id: UUID, month: Month | None = None, call: Call = may(*_READERS)) -> Response:
    chosen = date.fromisoformat(f"{month}-01") if month else None
    return await call.read(cases_page.case_page, sentence_id, call.actor, call.resources.clock.now(), chosen)


@router.get("/sentences/{sentence_id}/timeline", response_model=Page[cases_timeline.TimelineEntry])
async def read_timeline(
    sentence_id: UUID,
    order: cases_timeline.Order = "oldest",
    after: After = 0,
    limit: Limit = 50,
    call: Call = may(*_READERS),
) -> Response:
    return await call.read(cases_timeline.own_timeline, sentence_id, call.actor, order, after, limit)
