"""Revisions: the terms that hold from a day on."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from services.agreements.domain.agreements import Agreement
from services.agreements.domain.terms import Terms
from shared.postgres.pool import Connection


def terms_columns(terms: Terms) -> tuple[list[str], date, date, list[str], list[str]]:
    """`scopes, starts_on, ends_on, sites, programmes`, as every table with terms has them."""
    period = terms.period
    return sorted(terms.scopes), period.starts_on, period.ends_on, sorted(terms.sites), sorted(terms.programmes)


async def add_revision(conn: Connection, agreement: Agreement, addendum_id: UUID | None, effective_on: date) -> None:
    """The terms from `effective_on` on: as signed, or as this addendum leaves them."""
    await conn.execute(
        "insert into revisions (agreement_id, revision, amendment_id, effective_on, scopes, starts_on, ends_on, sites,"
        " programmes) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        *(agreement.id, agreement.revision, addendum_id, effective_on, *terms_columns(agreement.terms)),
    )
