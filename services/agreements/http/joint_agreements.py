"""Routes of joint agreements (umbrellas): drafts."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from services.agreements.commands import joint_agreements as commands
from services.agreements.queries.agreements import AgreementView
from shared.edge.routes import Call, may

router = APIRouter(tags=["agreements"])


@router.post("/joint-agreements", status_code=201, response_model=AgreementView)
async def draft_joint_agreement(body: commands.DraftJointAgreement, call: Call = may("clerk")) -> Response:
    return await call.run(commands.draft_joint_agreement, body)


@router.put("/joint-agreements/{agreement_id}", response_model=AgreementView)
async def revise_joint_agreement(
    agreement_id: UUID, body: commands.ReviseJointAgreement, call: Call = may("clerk")
) -> Response:
    return await call.run(commands.revise_joint_agreement, agreement_id, body)
