"""Addenda and revisions, read."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from pydantic import BaseModel

from services.agreements.events import Scope
from services.agreements.queries.agreements import PartyView, ReviewView
from services.agreements.queries.common import found_or_refuse
from shared.postgres.pool import Connection


class TermsView(BaseModel):
    """Both days of the period are included."""

    scopes: list[Scope]
    starts_on: date
    ends_on: date
    sites: list[str]
    programmes: list[str]


class AmendmentView(TermsView):
    """An addendum with the whole terms that it brings. `version` is that of its agreement."""

    id: UUID
    agreement_id: UUID
    number: int
    reason: str
    effective_on: date
    state: str
    approved_on: date | None
    in_effect_on: date | None
    held_because: str | None
    parties: list[PartyView]
    reviews: list[ReviewView]
    version: int


class AmendmentSummary(TermsView):
    id: UUID
    number: int
    reason: str
    effective_on: date
    state: str
    in_effect_on: date | None


class RevisionView(TermsView):
    """What held from `effective_on` to `until`, both included; no end means to the end of the agreement."""

    agreement_id: UUID
    revision: int
    addendum: int | None
    amendment_id: UUID | None
    effective_on: date
    until: date | None


async def amendment(conn: Connection, kind: str, agreement_id: UUID, amendment_id: UUID) -> AmendmentView:
    row = await conn.fetchrow(
        "select amendments.*, stream_version(agreement_id::text) as version from amendments"
        " join agreements on agreements.id = agreement_id"
        " where agreement_id = $1 and amendments.id = $2 and kind = $3",
        *(agreement_id, amendment_id, kind),
    )
    found = found_or_refuse(row, "addendum", amendment_id)
    parties = await conn.fetch(
        "select p.organisation_id, o.code, p.organisation_id = any(a.approved_by) as approved, s.number, s.signatory,"
        " s.position, s.authority, s.signed_on, s.place"
        " from amendments as a join agreement_parties as p on p.agreement_id = a.agreement_id"
        " join organisations as o on o.id = p.organisation_id"
        " left join signatures as s on s.amendment_id = a.id and s.party_id = p.organisation_id"
        " where a.id = $1 order by o.code",
        amendment_id,
    )
    reviews = await conn.fetch(
        "select party_id, decision, comment, reviewer, reviewed_at from reviews where amendment_id = $1"
        " order by reviewed_at",
        amendment_id,
    )
    return AmendmentView(**found, parties=[dict(p) for p in parties], reviews=[dict(r) for r in reviews])


async def amendments(conn: Connection, kind: str, agreement_id: UUID) -> list[AmendmentSummary]:
    """Every addendum of an agreement, the withdrawn ones too, oldest first."""
    await _need_agreement(conn, kind, agreement_id)
    rows = await conn.fetch("select * from amendments where agreement_id = $1 order by id", agreement_id)
    return [AmendmentSummary(**row) for row in rows]


_REVISIONS = """
    select revisions.*, amendments.number as addendum,
        lead(revisions.effective_on) over (order by revision) - 1 as until
    from revisions left join amendments on amendments.id = amendment_id
    where revisions.agreement_id = $1
"""


async def revisions(conn: Connection, kind: str, agreement_id: UUID) -> list[RevisionView]:
    """The terms as signed, then as each addendum left them."""
    await _need_agreement(conn, kind, agreement_id)
    return [RevisionView(**row) for row in await conn.fetch(f"{_REVISIONS} order by revision", agreement_id)]


async def revision(conn: Connection, kind: str, agreement_id: UUID, number: int) -> RevisionView:
    await _need_agreement(conn, kind, agreement_id)
    row = await conn.fetchrow(f"select * from ({_REVISIONS}) as said where revision = $2", agreement_id, number)
    return RevisionView(**found_or_refuse(row, "revision", number))


async def _need_agreement(conn: Connection, kind: str, agreement_id: UUID) -> None:
    found: Any = await conn.fetchrow("select from agreements where id = $1 and kind = $2", agreement_id, kind)
    found_or_refuse(found, f"{kind} agreement", agreement_id)
