"""Routes of umbrellas and PKS."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from services.agreements.commands import agreements as commands
from services.agreements.domain.agreement import Kind
from services.agreements.queries import agreements as queries
from shared.edge.routes import Call, may

router = APIRouter(tags=["agreements"])


@router.post("/joint-agreements", status_code=201, response_model=queries.AgreementView)
async def draft_joint_agreement(body: commands.DraftJointAgreement, call: Call = may("clerk")) -> Response:
    return await call.run(commands.draft_joint_agreement, body)


@router.post("/cooperation-agreements", status_code=201, response_model=queries.AgreementView)
async def draft_cooperation_agreement(body: commands.DraftCooperationAgreement, call: Call = may("clerk")) -> Response:
    return await call.run(commands.draft_cooperation_agreement, body)


@router.put("/joint-agreements/{agreement_id}", response_model=queries.AgreementView)
async def revise_joint_agreement(
    agreement_id: UUID, body: commands.ReviseJointAgreement, call: Call = may("clerk")
) -> Response:
    return await call.run(commands.revise_joint_agreement, agreement_id, body)


@router.put("/cooperation-agreements/{agreement_id}", response_model=queries.AgreementView)
async def revise_cooperation_agreement(
    agreement_id: UUID, body: commands.ReviseCooperationAgreement, call: Call = may("clerk")
) -> Response:
    return await call.run(commands.revise_cooperation_agreement, agreement_id, body)


def _life(prefix: str, kind: Kind) -> None:
    """The steps that an umbrella and a PKS share."""

    @router.get(f"{prefix}/{{agreement_id}}", response_model=queries.AgreementView, name=f"read_{kind}")
    async def read(agreement_id: UUID, call: Call = may("clerk", "auditor", "coordinator")) -> Response:
        return await call.read(queries.agreement, kind, agreement_id)

    @router.post(f"{prefix}/{{agreement_id}}/submission", response_model=queries.AgreementView, name=f"submit_{kind}")
    async def submit(agreement_id: UUID, call: Call = may("clerk")) -> Response:
        return await call.run(commands.submit, kind, agreement_id)

    @router.post(f"{prefix}/{{agreement_id}}/reviews", response_model=queries.AgreementView, name=f"review_{kind}")
    async def review(agreement_id: UUID, body: commands.Review, call: Call = may("clerk")) -> Response:
        return await call.run(commands.review, kind, agreement_id, body)

    @router.post(f"{prefix}/{{agreement_id}}/signatures", response_model=queries.AgreementView, name=f"sign_{kind}")
    async def sign(agreement_id: UUID, body: commands.Sign, call: Call = may("clerk")) -> Response:
        return await call.run(commands.sign, kind, agreement_id, body)


_life("/joint-agreements", "joint")
_life("/cooperation-agreements", "cooperation")
