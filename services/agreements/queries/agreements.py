"""Umbrellas and PKS, read."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

import orjson
from pydantic import BaseModel

from services.agreements.events import Scope, State
from services.agreements.queries.common import VERSION, found_or_refuse
from shared.postgres.pool import Connection


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


class AnnexLine(BaseModel):
    what: str
    by_whom: str
    by_when: str


class AgreementView(BaseModel):
    """An umbrella or a PKS as it is now; both days of the period are included, earlier terms are its revisions."""

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
    sites: list[str]
    programmes: list[str]
    notice_days: int
    annex: list[AnnexLine]
    revision: int
    suspended_by_umbrella: bool
    suspends_on: date | None
    resumes_on: date | None
    terminates_on: date | None
    parties: list[PartyView]
    reviews: list[ReviewView]
    version: int


async def agreement(conn: Connection, kind: str, agreement_id: UUID) -> AgreementView:
    row = await conn.fetchrow(f"select *, {VERSION} from agreements where id = $1 and kind = $2", agreement_id, kind)
    found = found_or_refuse(row, f"{kind} agreement", agreement_id)
    parties = await conn.fetch(
        "select p.organisation_id, o.code, p.approved, s.number, s.signatory, s.position, s.authority, s.signed_on,"
        " s.place"
        " from agreement_parties as p join organisations as o on o.id = p.organisation_id"
        " left join signatures as s on s.agreement_id = p.agreement_id and s.party_id = p.organisation_id"
        "  and s.amendment_id is null"
        " where p.agreement_id = $1 order by o.code",
        agreement_id,
    )
    reviews = await conn.fetch(
        "select party_id, decision, comment, reviewer, reviewed_at from reviews where agreement_id = $1"
        " and amendment_id is null"
        " order by reviewed_at",
        agreement_id,
    )
    found["annex"] = orjson.loads(found["annex"])
    return AgreementView(**found, parties=[dict(p) for p in parties], reviews=[dict(r) for r in reviews])
