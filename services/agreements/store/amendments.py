"""Addenda and the revisions they make, kept."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from services.agreements.domain.agreement import Agreement, Period, Signature, Terms
from services.agreements.domain.amendment import OPEN, Amendment
from services.agreements.store.refusing import refusing
from shared.errors import NotFound
from shared.postgres.pool import Connection, Row


def _words(terms: Terms) -> tuple[list[str], date, date, list[str], list[str]]:
    period = terms.period
    return sorted(terms.scopes), period.starts_on, period.ends_on, sorted(terms.sites), sorted(terms.programmes)


async def add(conn: Connection, a: Amendment, drafter: str, now: datetime) -> None:
    async with refusing(number=a.number, state="draft"):
        await conn.execute(
            "insert into amendments (id, agreement_id, number, reason, effective_on, state, drafted_by, created_at,"
            " scopes, starts_on, ends_on, sites, programmes)"
            " values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
            *(a.id, a.agreement_id, a.number, a.reason, a.effective_on, a.state, drafter, now, *_words(a.terms)),
        )


async def save(conn: Connection, a: Amendment) -> None:
    await conn.execute(
        "update amendments set state = $2, approved_by = $3, approved_on = $4, in_effect_on = $5, held_because = $6,"
        " reason = $7, effective_on = $8, scopes = $9, starts_on = $10, ends_on = $11, sites = $12, programmes = $13"
        " where id = $1",
        *(a.id, a.state, sorted(a.approved_by), a.approved_on, a.in_effect_on, a.held_because),
        *(a.reason, a.effective_on, *_words(a.terms)),
    )


async def load(conn: Connection, agreement_id: UUID, amendment_id: UUID) -> Amendment:
    """One addendum; the caller holds its agreement, which is its lock. Raises NotFound."""
    query = "select * from amendments where agreement_id = $1 and id = $2"
    row = await conn.fetchrow(query, agreement_id, amendment_id)
    if row is None:
        raise NotFound(what="addendum", id=amendment_id)
    return await _whole(conn, row)


async def load_latest(conn: Connection, agreement_id: UUID) -> Amendment | None:
    """The addendum with the highest number that was not withdrawn."""
    row = await conn.fetchrow(
        "select * from amendments where agreement_id = $1 and state <> 'withdrawn' order by number desc limit 1",
        agreement_id,
    )
    return await _whole(conn, row) if row else None


async def load_open(conn: Connection, agreement_ids: Sequence[UUID]) -> list[Amendment]:
    """The addenda of these agreements that are not settled."""
    rows = await conn.fetch(
        "select * from amendments where agreement_id = any($1) and state = any($2) order by agreement_id",
        *(agreement_ids, OPEN),
    )
    return [await _whole(conn, row) for row in rows]


async def pending_terms(conn: Connection, agreement_id: UUID) -> Terms | None:
    """The terms of a signed addendum that is not in effect yet."""
    row = await conn.fetchrow("select * from amendments where agreement_id = $1 and state = 'signed'", agreement_id)
    return _terms(row) if row else None


async def _whole(conn: Connection, row: Row) -> Amendment:
    signatures = await conn.fetch(
        "select party_id, number, signatory, position, authority, kuasa_number, kuasa_date, place, signed_on"
        " from signatures where amendment_id = $1 order by recorded_at",
        row["id"],
    )
    return Amendment(
        id=row["id"],
        agreement_id=row["agreement_id"],
        number=row["number"],
        reason=row["reason"],
        effective_on=row["effective_on"],
        terms=_terms(row),
        state=row["state"],
        approved_by=frozenset(row["approved_by"]),
        approved_on=row["approved_on"],
        signatures=tuple(Signature(**s) for s in signatures),
        in_effect_on=row["in_effect_on"],
        held_because=row["held_because"],
    )


def _terms(row: Row) -> Terms:
    return Terms(
        scopes=frozenset(row["scopes"]),
        period=Period(row["starts_on"], row["ends_on"]),
        sites=frozenset(row["sites"]),
        programmes=frozenset(row["programmes"]),
    )


async def add_revision(conn: Connection, agreement: Agreement, amendment_id: UUID | None, effective_on: date) -> None:
    """What holds from a day on: the agreement as signed, or as its addendum left it."""
    await conn.execute(
        "insert into revisions (agreement_id, revision, amendment_id, effective_on, scopes, starts_on, ends_on, sites,"
        " programmes) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        *(agreement.id, agreement.revision, amendment_id, effective_on, *_words(agreement.terms)),
    )
