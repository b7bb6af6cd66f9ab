"""Views and lists of addenda."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from services.agreements.events import AgreementKind
from services.agreements.queries.agreements import PartyView, ReviewView, require_agreement
from services.agreements.queries.revisions import TermsView
from shared.postgres.pool import Connection
from shared.postgres.rows import found


class AddendumView(TermsView):
    """An addendum with the whole terms that it brings. `version` is the version of its agreement."""

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


class AddendumSummary(TermsView):
    id: UUID
    number: int
    reason: str
    effective_on: date
    state: str
    in_effect_on: date | None


async def addendum(conn: Connection, kind: AgreementKind, agreement_id: UUID, addendum_id: UUID) -> AddendumView:
    row = await conn.fetchrow(
        "select amendments.*, stream_version(agreement_id::text) as version from amendments"
        " join agreements on agreements.id = agreement_id"
        " where agreement_id = $1 and amendments.id = $2 and kind = $3",
        *(agreement_id, addendum_id, kind),
    )
    fields = found(row, "addendum", addendum_id)
    parties = await conn.fetch(
        "select p.organisation_id, o.code, p.organisation_id = any(a.approved_by) as approved, s.number, s.signatory,"
        " s.position, s.authority, s.signed_on, s.place"
        " from amendments as a join agreement_parties as p on p.agreement_id = a.agreement_id"
        " join organisations as o on o.id = p.organisation_id"
        " left join signatures as s on s.amendment_id = a.id and s.party_id = p.organisation_id"
        " where a.id = $1 order by o.code",
        addendum_id,
    )
    reviews = await conn.fetch(
        "select party_id, decision, comment, reviewer, reviewed_at from reviews where amendment_id = $1"
        " order by reviewed_at",
        addendum_id,
    )
    return AddendumView(**fields, parties=[dict(p) for p in parties], reviews=[dict(r) for r in reviews])


async def addenda(conn: Connection, kind: AgreementKind, agreement_id: UUID) -> list[AddendumSummary]:
    """Every addendum of an agreement, also the withdrawn ones, oldest first."""
    await require_agreement(conn, kind, agreement_id)
    rows = await conn.fetch("select * from amendments where agreement_id = $1 order by id", agreement_id)
    return [AddendumSummary(**row) for row in rows]
