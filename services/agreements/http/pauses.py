"""Routes of suspension, resumption and termination."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from services.agreements.commands import pauses as commands
from services.agreements.domain.agreement import Kind
from services.agreements.queries import pauses as queries
from services.agreements.queries.agreements import AgreementView
from shared.edge.routes import Call, may

router = APIRouter(tags=["agreements"])


def _pauses(prefix: str, kind: Kind) -> None:
    """How an umbrella and a PKS are interrupted and ended early."""
    one = f"{prefix}/{{agreement_id}}"

    @router.post(f"{one}/suspensions", response_model=AgreementView, name=f"suspend_{kind}")
    async def suspend(agreement_id: UUID, body: commands.Pause, call: Call = may("clerk")) -> Response:
        return await call.run(commands.suspend, kind, agreement_id, body)

    @router.post(f"{one}/resumptions", response_model=AgreementView, name=f"resume_{kind}")
    async def resume(agreement_id: UUID, body: commands.Pause, call: Call = may("clerk")) -> Response:
        return await call.run(commands.resume, kind, agreement_id, body)

    @router.get(f"{one}/pauses", response_model=list[queries.PauseView], name=f"list_pauses_{kind}")
    async def pauses(agreement_id: UUID, call: Call = may("clerk", "auditor", "coordinator")) -> Response:
        return await call.read(queries.pauses, kind, agreement_id)

    @router.post(f"{one}/termination", response_model=AgreementView, name=f"terminate_{kind}")
    async def give_notice(agreement_id: UUID, body: commands.GiveNotice, call: Call = may("clerk")) -> Response:
        return await call.run(commands.give_notice, kind, agreement_id, body)

    @router.get(f"{one}/termination", response_model=queries.TerminationView, name=f"read_termination_{kind}")
    async def termination(agreement_id: UUID, call: Call = may("clerk", "auditor", "coordinator")) -> Response:
        return await call.read(queries.termination, kind, agreement_id)


_pauses("/joint-agreements", "joint")
_pauses("/cooperation-agreements", "cooperation")
