"""Routes of accreditations."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from services.agreements.commands import accreditations as commands
from services.agreements.commands.fields import Day
from services.agreements.events import AccreditationKind, AccreditationState
from services.agreements.queries import accreditations as queries
from shared.edge.paging import Limit, Page
from shared.edge.routes import Call, may

router = APIRouter(tags=["accreditations"])


@router.post(
    "/organisations/{organisation_id}/accreditations", status_code=201, response_model=queries.AccreditationView
)
async def issue_accreditation(
    organisation_id: UUID, body: commands.IssueAccreditation, call: Call = may("clerk")
) -> Response:
    return await call.run(commands.issue_accreditation, organisation_id, body)


@router.get("/accreditations", response_model=Page[queries.AccreditationSummary])
async def list_accreditations(
    organisation: UUID | None = None,
    kind: AccreditationKind | None = None,
    state: AccreditationState | None = None,
    ends_by: Day | None = None,
    after: UUID | None = None,
    limit: Limit = 50,
    call: Call = may("*"),
) -> Response:
    return await call.read(queries.accreditations, organisation, kind, state, ends_by, after, limit)


@router.get("/accreditations/{accreditation_id}", response_model=queries.AccreditationView)
async def read_accreditation(accreditation_id: UUID, call: Call = may("*")) -> Response:
    return await call.read(queries.accreditation, accreditation_id)


@router.post("/accreditations/{accreditation_id}/renewals", status_code=201, response_model=queries.AccreditationView)
async def renew_accreditation(
    accreditation_id: UUID, body: commands.RenewAccreditation, call: Call = may("clerk")
) -> Response:
    return await call.run(commands.renew_accreditation, accreditation_id, body)


@router.post("/accreditations/{accreditation_id}/revocation", response_model=queries.AccreditationView)
async def revoke_accreditation(
    accreditation_id: UUID, body: commands.RevokeAccreditation, call: Call = may("clerk")
) -> Response:
    return await call.run(commands.revoke_accreditation, accreditation_id, body)
