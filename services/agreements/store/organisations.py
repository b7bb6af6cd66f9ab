"""Organisations: write statements and row mapping."""

from __future__ import annotations

from dataclasses import astuple
from uuid import UUID

from services.agreements.domain.organisations import Organisation
from services.agreements.errors.organisations import OrganisationUnknown
from services.agreements.events import OrganisationKind
from services.agreements.store.constraints import refusing
from shared.postgres.pool import Connection
from shared.postgres.rows import found


async def add_organisation(conn: Connection, o: Organisation) -> None:
    async with refusing(code=o.code):
        await conn.execute("insert into organisations values ($1, $2, $3, $4, $5, $6, $7, $8, $9)", *astuple(o))


async def save_organisation(conn: Connection, o: Organisation) -> None:
    await conn.execute(
        "update organisations set name = $2, address = $3, latitude = $4, longitude = $5, email = $6, phone = $7"
        " where id = $1",
        *(o.id, o.name, o.address, o.latitude, o.longitude, o.email, o.phone),
    )


async def load_organisation(conn: Connection, organisation_id: UUID) -> Organisation:
    row = await conn.fetchrow("select * from organisations where id = $1 for update", organisation_id)
    return Organisation(**found(row, "organisation", organisation_id))


async def kinds_of(conn: Connection, ids: list[UUID]) -> dict[UUID, OrganisationKind]:
    """The kinds of organisations. Raises OrganisationUnknown for the first that is not registered."""
    rows = await conn.fetch("select id, kind from organisations where id = any($1)", ids)
    kinds = {row["id"]: row["kind"] for row in rows}
    for organisation_id in ids:
        if organisation_id not in kinds:
            raise OrganisationUnknown(id=organisation_id)
    return kinds
