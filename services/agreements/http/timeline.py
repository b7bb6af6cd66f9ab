"""Routes of the timeline of an agreement."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from starlette.responses import Response

from services.agreements.events import AgreementKind
from services.agreements.http.prefixes import PREFIXES
from services.agreements.queries import timeline
from shared.edge.languages import language
from shared.edge.paging import Limit, Page
from shared.edge.routes import Call, may

router = APIRouter(tags=["agreements"])
Position = Annotated[int, Query(ge=0, lt=2**63)]


def _timeline(prefix: str, kind: AgreementKind) -> None:
    @router.get(f"{prefix}/{{agreement_id}}/timeline", response_model=Page[timeline.Entry], name=f"timeline_{kind}")
    async def read_timeline(
        agreement_id: UUID,
        after: Position = 0,
        limit: Limit = 100,
        call: Call = may("clerk", "auditor", "coordinator"),
    ) -> Response:
        return await call.read(timeline.timeline, kind, agreement_id, language(call.request), after, limit)


for _kind, _prefix in PREFIXES.items():
    _timeline(_prefix, _kind)
