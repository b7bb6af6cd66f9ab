"""Routes of cooperation agreements (PKS): drafts."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from services.agreements.commands import cooperation_agreements as commands
from services.agreements.queries.agreements import AgreementView
from shared.edge.routes import Call, may

router = APIRouter(tags=["agreements"])


@router.post("/cooperation-agreements", status_code=201, response_model=AgreementView)
async def draft_cooperation_agreement(body: commands.DraftCooperationAgreement, call: Call = may("clerk")) -> Response:
    return await call.run(commands.draft_cooperation_agreement, body)


@router.put("/cooperation-agreements/{agreement_id}", response_model=AgreementView)
async def revise_cooperation_agreement(
    agreement_id: UUID, body: commands.ReviseCooperationAgreement, call: Call = may("clerk")
) -> Response:
    return await call.run(commands.revise_cooperation_agreement, agreement_id, body)
