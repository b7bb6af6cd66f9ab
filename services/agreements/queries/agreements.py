"""Views and lists of joint agreements (umbrellas) and cooperation agreements (PKS)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import orjson
from pydantic import BaseModel

from services.agreements.events import AgreementKind, Scope, State
from services.agreements.queries.conditions import Conditions, cursor_of
from shared.edge.paging import page
from shared.postgres.pool import Connection
from shared.postgres.rows import VERSION, found


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


class AnnexLineView(BaseModel):
    what: str
    by_whom: str
    by_when: str


class AgreementView(BaseModel):
    """An umbrella or a PKS as it is now. Both days of the period are included. Earlier terms are its revisions.

    `last_day` is the last one in force as it is known now: of the period, of a notice of termination, of a signed
    addendum that is to come, or of the umbrella. `agency_id` is the city's side of a PKS: the city or one of its
    agencies. `consent_…` is the consent of the regional council (DPRD)."""

    id: UUID
    kind: str
    instrument: str
    title: str
    scopes: list[Scope]
    starts_on: date
    ends_on: date
    last_day: date
    state: State
    approved_on: date | None
    joint_agreement_id: UUID | None
    agency_id: UUID | None
    institution_id: UUID | None
    sites: list[str]
    programmes: list[str]
    notice_days: int
    annex: list[AnnexLineView]
    rights_and_duties: str | None
    disputes: str | None
    sanctions: str | None
    burdens_budget: bool | None
    consent_number: str | None
    consent_date: date | None
    revision: int
    suspended_by_umbrella: bool
    suspends_on: date | None
    resumes_on: date | None
    terminates_on: date | None
    parties: list[PartyView]
    reviews: list[ReviewView]
    version: int


async def require_agreement(conn: Connection, kind: AgreementKind, agreement_id: UUID) -> None:
    """Raises NotFound if there is no agreement of this kind with this id."""
    row = await conn.fetchrow("select from agreements where id = $1 and kind = $2", agreement_id, kind)
    found(row, f"{kind} agreement", agreement_id)


async def agreement(conn: Connection, kind: AgreementKind, agreement_id: UUID) -> AgreementView:
    row = await conn.fetchrow(f"select *, {VERSION} from agreements where id = $1 and kind = $2", agreement_id, kind)
    fields = found(row, f"{kind} agreement", agreement_id)
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
    fields["annex"] = orjson.loads(fields["annex"])
    return AgreementView(**fields, parties=[dict(p) for p in parties], reviews=[dict(r) for r in reviews])


_COLUMNS = "id, kind, title, scopes, starts_on, ends_on, state, joint_agreement_id, agency_id, institution_id, last_day"

# Written out, not as parameters: the planner chooses the index by how rare a kind or scope is.
_KIND: Mapping[AgreementKind, str] = {"joint": "kind = 'joint'", "cooperation": "kind = 'cooperation'"}
_SCOPE: Mapping[Scope, str] = {
    "training": "scopes @> array['training']",
    "equipment": "scopes @> array['equipment']",
    "marketing": "scopes @> array['marketing']",
    "community_service": "scopes @> array['community_service']",
}


class AgreementSummary(BaseModel):
    """`last_day` is the last one in force as it is known now, as in the view of an agreement."""

    id: UUID
    kind: str
    title: str
    scopes: list[Scope]
    starts_on: date
    ends_on: date
    state: State
    joint_agreement_id: UUID | None
    agency_id: UUID | None
    institution_id: UUID | None
    last_day: date


@dataclass(frozen=True, slots=True)
class AgreementFilter:
    """What a caller wants of the list. `ending_by` leaves out agreements that last longer or have ended."""

    kind: AgreementKind
    state: State | None = None
    party: UUID | None = None
    scope: Scope | None = None
    under: UUID | None = None
    ending_from: date | None = None
    ending_by: date | None = None


def ending_within(days: int | None, today: date) -> dict[str, date]:
    """The part of a filter for agreements that end within so many days from today."""
    return {} if days is None else {"ending_from": today, "ending_by": today + timedelta(days=days)}


def statement(wanted: AgreementFilter, after: str | None, limit: int) -> tuple[str, list[object]]:
    """The list as SQL and its values; `after` is the cursor of the page before."""
    where = Conditions()
    if wanted.kind == "joint" or not (wanted.under or wanted.party):
        where.add(_KIND[wanted.kind])  # only a PKS has an umbrella, an agency and an institution
    where.add("state = {}", wanted.state)
    where.add("joint_agreement_id = {}", wanted.under)
    if wanted.scope:
        where.add(_SCOPE[wanted.scope])
    where.add("last_day >= {}", wanted.ending_from)
    where.add("last_day <= {}", wanted.ending_by)
    if wanted.ending_by and not wanted.state:
        where.add("state in ('signed', 'in_force', 'suspended')")
    where.after("last_day", after)
    if wanted.party is None:
        return _ordered(where, str(where), limit), where.values
    if wanted.kind == "joint":
        where.add(
            "exists (select from agreement_parties where agreement_id = agreements.id and organisation_id = {})",
            wanted.party,
        )
        return _ordered(where, str(where), limit), where.values
    return _of_either(where, wanted.party, limit), where.values


def _ordered(where: Conditions, clauses: str, limit: int) -> str:
    return f"select {_COLUMNS} from agreements where {clauses} order by last_day, id {where.limit(limit)}"


def _of_either(where: Conditions, party: UUID, limit: int) -> str:
    """A party of a PKS is its agency or its institution: two indexes, each in order, merged."""
    who, many = where.value(party), where.limit(limit)
    sides = [
        f"(select {_COLUMNS} from agreements where {side} = {who} and {where} order by last_day, id {many})"
        for side in ("agency_id", "institution_id")
    ]
    return f"select * from ({' union all '.join(sides)}) as either order by last_day, id {many}"


async def agreements(conn: Connection, wanted: AgreementFilter, after: str | None, limit: int) -> dict[str, Any]:
    """A page of agreements, the one that ends first at the top."""
    query, values = statement(wanted, after, limit + 1)
    rows = await conn.fetch(query, *values)
    return page([AgreementSummary(**row) for row in rows], limit, lambda view: cursor_of(view.last_day, view.id))
