"""Routes of organisations."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from starlette.responses import Response

from services.agreements.commands import organisations as commands
from services.agreements.events import OrganisationKind
from services.agreements.queries import organisations as queries
from shared.edge.paging import Limit, Page
from shared.edge.routes import Call, may

router = APIRouter(tags=["organisations"])


@router.post("/organisations", status_code=201, response_model=queries.OrganisationView)
async def register_organisation(body: commands.RegisterOrganisation, call: Call = may("clerk")) -> Response:
    return await call.run(commands.register_organisation, body)


@router.get("/organisations", response_model=Page[queries.OrganisationView])
async def list_organisations(
    kind: OrganisationKind | None = None,
    text: Annotated[str | None, Query(min_length=2, max_length=100)] = None,
    after: str | None = None,
    limit: Limit = 50,
    call: Call = may("*"),
) -> Response:
    return await call.read(queries.organisations, kind, text, after, limit)


@router.get("/organisations/{organisation_id}", response_model=queries.OrganisationView)
async def read_organisation(organisation_id: UUID, call: Call = may("*")) -> Response:
    return await call.read(queries.organisation, organisation_id)


@router.put("/organisations/{organisation_id}", response_model=queries.OrganisationView)
async def update_organisation(organisation_id: UUID, body: commands.Contacts, call: Call = may("clerk")) -> Response:
    return await call.run(commands.update_organisation, organisation_id, body)
