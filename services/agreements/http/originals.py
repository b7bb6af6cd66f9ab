"""Routes of originals: where each party's original of a signed document lies."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from services.agreements.commands import originals as commands
from services.agreements.events import AgreementKind
from services.agreements.http.prefixes import PREFIXES
from services.agreements.queries import originals as queries
from shared.edge.routes import Call, may

router = APIRouter(tags=["documents"])


def _originals(prefix: str, kind: AgreementKind) -> None:
    every = f"{prefix}/{{agreement_id}}/originals"

    @router.post(every, status_code=201, response_model=queries.OriginalView, name=f"place_original_{kind}")
    async def place(agreement_id: UUID, body: commands.PlaceOriginal, call: Call = may("clerk")) -> Response:
        return await call.run(commands.place_original, kind, agreement_id, body)

    @router.get(every, response_model=list[queries.OriginalView], name=f"list_originals_{kind}")
    async def list_originals(agreement_id: UUID, call: Call = may("clerk", "auditor", "coordinator")) -> Response:
        return await call.read(queries.originals, kind, agreement_id)


for _kind, _prefix in PREFIXES.items():
    _originals(_prefix, _kind)
