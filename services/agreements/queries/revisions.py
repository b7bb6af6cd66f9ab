"""Revisions: the terms of an agreement, and from which day on they held."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from pydantic import BaseModel

from services.agreements.events import AgreementKind, Scope
from services.agreements.queries.agreements import require_agreement
from shared.postgres.pool import Connection
from shared.postgres.rows import found


class TermsView(BaseModel):
    """Both days of the period are included."""

    scopes: list[Scope]
    starts_on: date
    ends_on: date
    sites: list[str]
    programmes: list[str]


class RevisionView(TermsView):
    """These terms held from `effective_on` to `until`, both included. Without `until`: to the end of the agreement."""

    agreement_id: UUID
    revision: int
    addendum: int | None
    amendment_id: UUID | None
    effective_on: date
    until: date | None


_REVISIONS = """
    select revisions.*, amendments.number as addendum,
        lead(revisions.effective_on) over (order by revision) - 1 as until
    from revisions left join amendments on amendments.id = amendment_id
    where revisions.agreement_id = $1
"""


async def revisions(conn: Connection, kind: AgreementKind, agreement_id: UUID) -> list[RevisionView]:
    """The terms as signed, then as each addendum left them, oldest first."""
    await require_agreement(conn, kind, agreement_id)
    return [RevisionView(**row) for row in await conn.fetch(f"{_REVISIONS} order by revision", agreement_id)]


async def revision(conn: Connection, kind: AgreementKind, agreement_id: UUID, number: int) -> RevisionView:
    await require_agreement(conn, kind, agreement_id)
    row = await conn.fetchrow(f"select * from ({_REVISIONS}) as found where revision = $2", agreement_id, number)
    return RevisionView(**found(row, "revision", number))
