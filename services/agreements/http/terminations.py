"""Routes of notices of termination."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from services.agreements.commands import terminations as commands
from services.agreements.events import AgreementKind
from services.agreements.http.prefixes import PREFIXES
from services.agreements.queries import terminations as queries
from services.agreements.queries.agreements import AgreementView
from shared.edge.routes import Call, may

router = APIRouter(tags=["agreements"])


def _terminations(prefix: str, kind: AgreementKind) -> None:
    path = f"{prefix}/{{agreement_id}}/termination"

    @router.post(path, response_model=AgreementView, name=f"terminate_{kind}")
    async def give_termination_notice(
        agreement_id: UUID, body: commands.GiveTerminationNotice, call: Call = may("clerk")
    ) -> Response:
        return await call.run(commands.give_termination_notice, kind, agreement_id, body)

    @router.get(path, response_model=queries.TerminationView, name=f"read_termination_{kind}")
    async def read(agreement_id: UUID, call: Call = may("clerk", "auditor", "coordinator")) -> Response:
        return await call.read(queries.termination, kind, agreement_id)


for _kind, _prefix in PREFIXES.items():
    _terminations(_prefix, _kind)
