"""Routes of suspensions and resumptions."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from services.agreements.commands import pauses as commands
from services.agreements.events import AgreementKind
from services.agreements.http.prefixes import PREFIXES
from services.agreements.queries import pauses as queries
from services.agreements.queries.agreements import AgreementView
from shared.edge.routes import Call, may

router = APIRouter(tags=["agreements"])


def _pauses(prefix: str, kind: AgreementKind) -> None:
    one = f"{prefix}/{{agreement_id}}"

    @router.post(f"{one}/suspensions", status_code=201, response_model=AgreementView, name=f"suspend_{kind}")
    async def suspend(agreement_id: UUID, body: commands.Pause, call: Call = may("clerk")) -> Response:
        return await call.run(commands.suspend, kind, agreement_id, body)

    @router.post(f"{one}/resumptions", status_code=201, response_model=AgreementView, name=f"resume_{kind}")
    async def resume(agreement_id: UUID, body: commands.Pause, call: Call = may("clerk")) -> Response:
        return await call.run(commands.resume, kind, agreement_id, body)

    @router.get(f"{one}/pauses", response_model=list[queries.PauseView], name=f"list_pauses_{kind}")
    async def list_pauses(agreement_id: UUID, call: Call = may("clerk", "auditor", "coordinator")) -> Response:
        return await call.read(queries.pauses, kind, agreement_id)


for _kind, _prefix in PREFIXES.items():
    _pauses(_prefix, _kind)
