"""Routes of addenda."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from services.agreements.commands import addenda as commands
from services.agreements.commands.agreements import Review, Sign
from services.agreements.events import AgreementKind
from services.agreements.http.prefixes import PREFIXES
from services.agreements.queries import addenda as queries
from shared.edge.routes import Call, may

router = APIRouter(tags=["addenda"])


def _drafts_and_reads(prefix: str, kind: AgreementKind) -> None:
    every, view = f"{prefix}/{{agreement_id}}/addenda", queries.AddendumView
    one = f"{every}/{{addendum_id}}"

    @router.post(every, status_code=201, response_model=view, name=f"draft_addendum_{kind}")
    async def draft(agreement_id: UUID, body: commands.DraftAddendum, call: Call = may("clerk")) -> Response:
        return await call.run(commands.draft, kind, agreement_id, body)

    @router.get(every, response_model=list[queries.AddendumSummary], name=f"list_addenda_{kind}")
    async def list_addenda(agreement_id: UUID, call: Call = may("clerk", "auditor", "coordinator")) -> Response:
        return await call.read(queries.addenda, kind, agreement_id)

    @router.get(one, response_model=view, name=f"read_addendum_{kind}")
    async def read(
        agreement_id: UUID, addendum_id: UUID, call: Call = may("clerk", "auditor", "coordinator")
    ) -> Response:
        return await call.read(queries.addendum, kind, agreement_id, addendum_id)

    @router.put(one, response_model=view, name=f"revise_addendum_{kind}")
    async def revise(
        agreement_id: UUID, addendum_id: UUID, body: commands.DraftAddendum, call: Call = may("clerk")
    ) -> Response:
        return await call.run(commands.revise, kind, agreement_id, addendum_id, body)


def _acts(prefix: str, kind: AgreementKind) -> None:
    one, view = f"{prefix}/{{agreement_id}}/addenda/{{addendum_id}}", queries.AddendumView

    @router.post(f"{one}/submission", response_model=view, name=f"submit_addendum_{kind}")
    async def submit(agreement_id: UUID, addendum_id: UUID, call: Call = may("clerk")) -> Response:
        return await call.run(commands.submit, kind, agreement_id, addendum_id)

    @router.post(f"{one}/reviews", status_code=201, response_model=view, name=f"review_addendum_{kind}")
    async def review(agreement_id: UUID, addendum_id: UUID, body: Review, call: Call = may("clerk")) -> Response:
        return await call.run(commands.review, kind, agreement_id, addendum_id, body)

    @router.post(f"{one}/signatures", status_code=201, response_model=view, name=f"sign_addendum_{kind}")
    async def sign(agreement_id: UUID, addendum_id: UUID, body: Sign, call: Call = may("clerk")) -> Response:
        return await call.run(commands.sign, kind, agreement_id, addendum_id, body)

    @router.post(f"{one}/withdrawal", response_model=view, name=f"withdraw_addendum_{kind}")
    async def withdraw(agreement_id: UUID, addendum_id: UUID, call: Call = may("clerk")) -> Response:
        return await call.run(commands.withdraw, kind, agreement_id, addendum_id)

    @router.post(f"{one}/effect", response_model=view, name=f"put_addendum_into_effect_{kind}")
    async def put_into_effect(agreement_id: UUID, addendum_id: UUID, call: Call = may("clerk")) -> Response:
        return await call.run(commands.put_into_effect, kind, agreement_id, addendum_id)


for _kind, _prefix in PREFIXES.items():
    _drafts_and_reads(_prefix, _kind)
    _acts(_prefix, _kind)
