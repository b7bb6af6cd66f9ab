"""Views and lists of organisations."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from pydantic import BaseModel

from services.agreements.events import OrganisationKind
from shared.edge.paging import page
from shared.postgres.pool import Connection
from shared.postgres.rows import VERSION, found


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


async def organisation(conn: Connection, organisation_id: UUID) -> OrganisationView:
    row = await conn.fetchrow(f"select *, {VERSION} from organisations where id = $1", organisation_id)
    return OrganisationView(**found(row, "organisation", organisation_id))


async def organisations(
    conn: Connection, kind: OrganisationKind | None, text: str | None, after: str | None, limit: int
) -> dict[str, Any]:
    """A page of organisations by code; `text` is searched in code, name and address, in any case."""
    rows = await conn.fetch(
        f"select *, {VERSION} from organisations where ($1::text is null or kind = $1)"
        " and ($2::text is null or position(lower($2) in lower(concat_ws(' ', code, name, address))) > 0)"
        " and ($3::text is null or code > $3) order by code limit $4",
        *(kind, text, after, limit + 1),
    )
    return page([OrganisationView(**row) for row in rows], limit, lambda view: view.code)
