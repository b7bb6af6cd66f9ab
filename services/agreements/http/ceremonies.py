"""Route of signing ceremonies: several PKS of an umbrella, one place, one day, an answer for each line."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from services.agreements.commands import ceremonies as commands
from shared.edge.languages import language
from shared.edge.routes import Call, may

router = APIRouter(tags=["agreements"])


@router.post("/joint-agreements/{agreement_id}/ceremonies", response_model=commands.CeremonyView)
async def hold_ceremony(agreement_id: UUID, body: commands.HoldCeremony, call: Call = may("clerk")) -> Response:
    return await call.run(commands.hold_ceremony, agreement_id, body, language(call.request))
