"""What a new site is chosen from: cooperation agreements (PKS) that carry it today, and institutions that host it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from uuid import UUID

from pydantic import BaseModel

from services.community_service.domain.sites import SCOPE
from shared.postgres.pool import Connection


class AgreementChoice(BaseModel):
    """`agency`: null where the register has not told us its name."""

    id: UUID
    agency: str | None
    starts_on: date
    last_day: date


class HostChoice(BaseModel):
    id: UUID
    name: str


async def agreements(conn: Connection, today: date) -> list[AgreementChoice]:
    """In force for community service, by agency."""
    rows = await conn.fetch(
        "select a.agreement_id as id, o.name as agency, a.starts_on, a.last_day from agreements as a"
        " left join organisations as o on o.organisation_id = a.agency_id where a.state = 'in_force'"
        " and $1 = any(a.scopes) and $2 between a.starts_on and a.last_day order by o.name, a.last_day",
        *(SCOPE, today),
    )
    return [AgreementChoice(**row) for row in rows]


async def hosts(conn: Connection) -> list[HostChoice]:
    """Organisations that are no part of justice."""
    rows = await conn.fetch(
        "select organisation_id as id, name from organisations"
        " where kind <> all(array['court', 'prosecutor', 'probation_office']) order by name, organisation_id"
    )
    return [HostChoice(**row) for row in rows]


async def organisation_names(conn: Connection, ids: Collection[UUID | None]) -> dict[UUID, str]:
    rows = await conn.fetch(
        "select organisation_id, name from organisations where organisation_id = any($1::uuid[])",
        [each for each in ids if each],
    )
    return {row["organisation_id"]: row["name"] for row in rows}
