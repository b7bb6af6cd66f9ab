"""Routes that joint agreements and cooperation agreements (PKS) share: lists, views, submission, review, signature."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from services.agreements.commands import agreements as commands
from services.agreements.events import AgreementKind, Scope, State
from services.agreements.http.paging import After, Days
from services.agreements.http.prefixes import PREFIXES
from services.agreements.queries import agreements as queries
from services.agreements.queries.agreements import AgreementFilter, ending_within
from shared.clock import local_day
from shared.edge.paging import Limit, Page
from shared.edge.routes import Call, may

router = APIRouter(tags=["agreements"])


def _reads(prefix: str, kind: AgreementKind) -> None:
    @router.get(prefix, response_model=Page[queries.AgreementSummary], name=f"list_{kind}")
    async def list_agreements(
        state: State | None = None,
        party: UUID | None = None,
        scope: Scope | None = None,
        under: UUID | None = None,
        ending_within_days: Days = None,
        after: After = None,
        limit: Limit = 50,
        call: Call = may("*"),
    ) -> Response:
        window = ending_within(ending_within_days, local_day(call.resources.clock.now()))
        wanted = AgreementFilter(kind, state, party, scope, under, **window)
        return await call.read(queries.agreements, wanted, after, limit)

    @router.get(f"{prefix}/{{agreement_id}}", response_model=queries.AgreementView, name=f"read_{kind}")
    async def read(agreement_id: UUID, call: Call = may("clerk", "auditor", "coordinator")) -> Response:
        return await call.read(queries.agreement, kind, agreement_id)


def _acts(prefix: str, kind: AgreementKind) -> None:
    one, view = f"{prefix}/{{agreement_id}}", queries.AgreementView

    @router.post(f"{one}/submission", response_model=view, name=f"submit_{kind}")
    async def submit(agreement_id: UUID, call: Call = may("clerk")) -> Response:
        return await call.run(commands.submit, kind, agreement_id)

    @router.post(f"{one}/reviews", status_code=201, response_model=view, name=f"review_{kind}")
    async def review(agreement_id: UUID, body: commands.Review, call: Call = may("clerk")) -> Response:
        return await call.run(commands.review, kind, agreement_id, body)

    @router.post(f"{one}/signatures", status_code=201, response_model=view, name=f"sign_{kind}")
    async def sign(agreement_id: UUID, body: commands.Sign, call: Call = may("clerk")) -> Response:
        return await call.run(commands.sign, kind, agreement_id, body)


for _kind, _prefix in PREFIXES.items():
    _reads(_prefix, _kind)
    _acts(_prefix, _kind)
