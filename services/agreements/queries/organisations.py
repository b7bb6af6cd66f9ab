"""Organisations and accreditations, read."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from pydantic import BaseModel

from services.agreements.events import OrganisationKind
from services.agreements.queries.common import VERSION, found_or_refuse
from shared.db import Connection
from shared.http import page


class OrganisationView(BaseModel):
    id: UUID
    code: str
    name: str
    kind: OrganisationKind
    address: str | None
    latitude: float | None
    longitude: float | None
    email: str | None
    phone: str | None
    version: int


class AccreditationView(BaseModel):
    """`valid_until` is the last valid day; null means until revoked."""

    id: UUID
    organisation_id: UUID
    kind: str
    issued_by: str
    evidence: str
    valid_from: date
    valid_until: date | None
    version: int


async def organisation(conn: Connection, organisation_id: UUID) -> OrganisationView:
    row = await conn.fetchrow(f"select *, {VERSION} from organisations where id = $1", organisation_id)
    return OrganisationView(**found_or_refuse(row, "organisation", organisation_id))


async def organisations(conn: Connection, kind: str | None, after: str | None, limit: int) -> dict[str, Any]:
    rows = await conn.fetch(
        f"select *, {VERSION} from organisations where ($1::text is null or kind = $1)"
        " and ($2::text is null or code > $2) order by code limit $3",
        *(kind, after, limit + 1),
    )
    return page([OrganisationView(**row) for row in rows], limit, lambda view: view.code)


async def accreditation(conn: Connection, accreditation_id: UUID) -> AccreditationView:
    row = await conn.fetchrow(f"select *, {VERSION} from accreditations where id = $1", accreditation_id)
    return AccreditationView(**found_or_refuse(row, "accreditation", accreditation_id))
