"""Routes of the checklist of a cooperation agreement (PKS), and of the council's consent."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from services.agreements.commands import checklists as commands
from services.agreements.queries import checklists as queries
from services.agreements.queries.agreements import AgreementView
from shared.edge.routes import Call, may

router = APIRouter(tags=["agreements"])
_ONE = "/cooperation-agreements/{agreement_id}"


@router.get(f"{_ONE}/checklist", response_model=list[queries.ChecklistLine])
async def read_checklist(agreement_id: UUID, call: Call = may("clerk", "auditor", "coordinator")) -> Response:
    return await call.read(queries.checklist_of, agreement_id)


@router.post(f"{_ONE}/council-consent", response_model=AgreementView)
async def record_council_consent(
    agreement_id: UUID, body: commands.RecordConsent, call: Call = may("clerk")
) -> Response:
    return await call.run(commands.record_consent, agreement_id, body)
