"""Routes of addenda and revisions."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path
from starlette.responses import Response

from services.agreements.commands import amendments as commands
from services.agreements.commands.agreements import Review, Sign
from services.agreements.domain.agreement import Kind
from services.agreements.queries import amendments as queries
from shared.edge.routes import Call, may

router = APIRouter(tags=["addenda"])
Revision = Annotated[int, Path(ge=1, le=10_000)]


def _addenda(prefix: str, kind: Kind) -> None:
    """The addenda of an umbrella and of a PKS."""
    all_of, one = f"{prefix}/{{agreement_id}}/amendments", f"{prefix}/{{agreement_id}}/amendments/{{amendment_id}}"
    view = queries.AmendmentView

    @router.post(all_of, status_code=201, response_model=view, name=f"draft_addendum_{kind}")
    async def draft(agreement_id: UUID, body: commands.DraftAmendment, call: Call = may("clerk")) -> Response:
        return await call.run(commands.draft, kind, agreement_id, body)

    @router.get(all_of, response_model=list[queries.AmendmentSummary], name=f"list_addenda_{kind}")
    async def listing(agreement_id: UUID, call: Call = may("clerk", "auditor", "coordinator")) -> Response:
        return await call.read(queries.amendments, kind, agreement_id)

    @router.get(one, response_model=view, name=f"read_addendum_{kind}")
    async def read(
        agreement_id: UUID, amendment_id: UUID, call: Call = may("clerk", "auditor", "coordinator")
    ) -> Response:
        return await call.read(queries.amendment, kind, agreement_id, amendment_id)

    @router.put(one, response_model=view, name=f"revise_addendum_{kind}")
    async def revise(
        agreement_id: UUID, amendment_id: UUID, body: commands.DraftAmendment, call: Call = may("clerk")
    ) -> Response:
        return await call.run(commands.revise, kind, agreement_id, amendment_id, body)

    @router.post(f"{one}/submission", response_model=view, name=f"submit_addendum_{kind}")
    async def submit(agreement_id: UUID, amendment_id: UUID, call: Call = may("clerk")) -> Response:
        return await call.run(commands.submit, kind, agreement_id, amendment_id)

    @router.post(f"{one}/reviews", response_model=view, name=f"review_addendum_{kind}")
    async def review(agreement_id: UUID, amendment_id: UUID, body: Review, call: Call = may("clerk")) -> Response:
        return await call.run(commands.review, kind, agreement_id, amendment_id, body)

    @router.post(f"{one}/signatures", response_model=view, name=f"sign_addendum_{kind}")
    async def sign(agreement_id: UUID, amendment_id: UUID, body: Sign, call: Call = may("clerk")) -> Response:
        return await call.run(commands.sign, kind, agreement_id, amendment_id, body)

    @router.post(f"{one}/withdrawal", response_model=view, name=f"withdraw_addendum_{kind}")
    async def withdraw(agreement_id: UUID, amendment_id: UUID, call: Call = may("clerk")) -> Response:
        return await call.run(commands.withdraw, kind, agreement_id, amendment_id)

    @router.post(f"{one}/effect", response_model=view, name=f"effect_addendum_{kind}")
    async def effect(agreement_id: UUID, amendment_id: UUID, call: Call = may("clerk")) -> Response:
        return await call.run(commands.put_into_effect, kind, agreement_id, amendment_id)


def _revisions(prefix: str, kind: Kind) -> None:
    """What held and when, of an umbrella and of a PKS."""

    @router.get(
        f"{prefix}/{{agreement_id}}/revisions",
        response_model=list[queries.RevisionView],
        name=f"list_revisions_{kind}",
    )
    async def listing(agreement_id: UUID, call: Call = may("clerk", "auditor", "coordinator")) -> Response:
        return await call.read(queries.revisions, kind, agreement_id)

    @router.get(
        f"{prefix}/{{agreement_id}}/revisions/{{revision}}",
        response_model=queries.RevisionView,
        name=f"read_revision_{kind}",
    )
    async def read(
        agreement_id: UUID, revision: Revision, call: Call = may("clerk", "auditor", "coordinator")
    ) -> Response:
        return await call.read(queries.revision, kind, agreement_id, revision)


_addenda("/joint-agreements", "joint")
_addenda("/cooperation-agreements", "cooperation")
_revisions("/joint-agreements", "joint")
_revisions("/cooperation-agreements", "cooperation")
