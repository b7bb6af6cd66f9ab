"""Read SQL straight into answers, past the domain."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel

from services.agreements.events import OrganisationKind, Scope, State
from shared.db import Connection, Row
from shared.errors import NotFound
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


class PartyView(BaseModel):
    organisation_id: UUID
    code: str
    approved: bool
    number: str | None
    signatory: str | None
    position: str | None
    authority: str | None
    signed_on: date | None
    place: str | None


class ReviewView(BaseModel):
    party_id: UUID
    decision: str
    comment: str
    reviewer: str
    reviewed_at: datetime


class AgreementView(BaseModel):
    """An umbrella or a PKS; both days of the period are included."""

    id: UUID
    kind: str
    instrument: str
    title: str
    scopes: list[Scope]
    starts_on: date
    ends_on: date
    state: State
    approved_on: date | None
    joint_agreement_id: UUID | None
    agency_id: UUID | None
    institution_id: UUID | None
    parties: list[PartyView]
    reviews: list[ReviewView]
    version: int


class AgreementSummary(BaseModel):
    id: UUID
    kind: str
    title: str
    scopes: list[Scope]
    starts_on: date
    ends_on: date
    state: State
    joint_agreement_id: UUID | None


_VERSION = "stream_version(id::text) as version"


async def organisation(conn: Connection, organisation_id: UUID) -> OrganisationView:
    row = await conn.fetchrow(f"select *, {_VERSION} from organisations where id = $1", organisation_id)
    return OrganisationView(**_found(row, "organisation", organisation_id))


async def organisations(conn: Connection, kind: str | None, after: str | None, limit: int) -> dict[str, Any]:
    rows = await conn.fetch(
        f"select *, {_VERSION} from organisations where ($1::text is null or kind = $1)"
        " and ($2::text is null or code > $2) order by code limit $3",
        *(kind, after, limit + 1),
    )
    return page([OrganisationView(**row) for row in rows], limit, lambda view: view.code)


async def accreditation(conn: Connection, accreditation_id: UUID) -> AccreditationView:
    row = await conn.fetchrow(f"select *, {_VERSION} from accreditations where id = $1", accreditation_id)
    return AccreditationView(**_found(row, "accreditation", accreditation_id))


async def agreement(conn: Connection, kind: str, agreement_id: UUID) -> AgreementView:
    row = await conn.fetchrow(f"select *, {_VERSION} from agreements where id = $1 and kind = $2", agreement_id, kind)
    found = _found(row, f"{kind} agreement", agreement_id)
    parties = await conn.fetch(
        "select p.organisation_id, o.code, p.approved, s.number, s.signatory, s.position, s.authority, s.signed_on,"
        " s.place"
        " from agreement_parties as p join organisations as o on o.id = p.organisation_id"
        " left join signatures as s on s.agreement_id = p.agreement_id and s.party_id = p.organisation_id"
        " where p.agreement_id = $1 order by o.code",
        agreement_id,
    )
    reviews = await conn.fetch(
        "select party_id, decision, comment, reviewer, reviewed_at from reviews where agreement_id = $1"
        " order by reviewed_at",
        agreement_id,
    )
    return AgreementView(**found, parties=[dict(p) for p in parties], reviews=[dict(r) for r in reviews])


async def agreements(
    conn: Connection,
    kind: str,
    state: str | None,
    party: UUID | None,
    umbrella: UUID | None,
    after: UUID | None,
    limit: int,
) -> dict[str, Any]:
    """A page of agreements, newest id last, filtered by state, party and umbrella."""
    rows = await conn.fetch(
        "select id, kind, title, scopes, starts_on, ends_on, state, joint_agreement_id from agreements"
        " where kind = $1 and ($2::text is null or state = $2)"
        " and ($3::uuid is null or exists (select from agreement_parties"
        "   where agreement_id = agreements.id and organisation_id = $3))"
        " and ($4::uuid is null or joint_agreement_id = $4)"
        " and ($5::uuid is null or id > $5) order by id limit $6",
        *(kind, state, party, umbrella, after, limit + 1),
    )
    return page([AgreementSummary(**row) for row in rows], limit, lambda view: view.id)


def _found(row: Row | None, what: str, wanted: UUID) -> dict[str, Any]:
    if row is None:
        raise NotFound(what=what, id=wanted)
    return dict(row)
