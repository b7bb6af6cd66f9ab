"""Routes of revisions: the terms of an agreement, and from which day on they held."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path
from starlette.responses import Response

from services.agreements.events import AgreementKind
from services.agreements.http.prefixes import PREFIXES
from services.agreements.queries import revisions as queries
from shared.edge.routes import Call, may

router = APIRouter(tags=["addenda"])
Revision = Annotated[int, Path(ge=1, le=10_000)]


def _revisions(prefix: str, kind: AgreementKind) -> None:
    every = f"{prefix}/{{agreement_id}}/revisions"

    @router.get(every, response_model=list[queries.RevisionView], name=f"list_revisions_{kind}")
    async def list_revisions(agreement_id: UUID, call: Call = may("clerk", "auditor", "coordinator")) -> Response:
        return await call.read(queries.revisions, kind, agreement_id)

    @router.get(f"{every}/{{revision}}", response_model=queries.RevisionView, name=f"read_revision_{kind}")
    async def read(
        agreement_id: UUID, revision: Revision, call: Call = may("clerk", "auditor", "coordinator")
    ) -> Response:
        return await call.read(queries.revision, kind, agreement_id, revision)


for _kind, _prefix in PREFIXES.items():
    _revisions(_prefix, _kind)
