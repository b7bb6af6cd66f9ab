"""Addenda: write statements and row mapping. Their table is called `amendments`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from services.agreements.domain.addenda import OPEN, Addendum
from services.agreements.domain.terms import Terms
from services.agreements.store.constraints import refusing
from services.agreements.store.revisions import terms_columns
from services.agreements.store.signatures import signatures_of
from shared.periods import Period
from shared.postgres.pool import Connection
from shared.postgres.rows import Columns, found


async def add_addendum(conn: Connection, a: Addendum, drafter: str, now: datetime) -> None:
    async with refusing(number=a.number, state="draft"):
        await conn.execute(
            "insert into amendments (id, agreement_id, number, reason, effective_on, state, drafted_by, created_at,"
            " scopes, starts_on, ends_on, sites, programmes)"
            " values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
            *(a.id, a.agreement_id, a.number, a.reason, a.effective_on, a.state, drafter, now, *terms_columns(a.terms)),
        )


async def save_addendum(conn: Connection, a: Addendum) -> None:
    await conn.execute(
        "update amendments set state = $2, approved_by = $3, approved_on = $4, in_effect_on = $5, held_because = $6,"
        " reason = $7, effective_on = $8, scopes = $9, starts_on = $10, ends_on = $11, sites = $12, programmes = $13"
        " where id = $1",
        *(a.id, a.state, sorted(a.approved_by), a.approved_on, a.in_effect_on, a.held_because),
        *(a.reason, a.effective_on, *terms_columns(a.terms)),
    )


async def load_addendum(conn: Connection, agreement_id: UUID, addendum_id: UUID) -> Addendum:
    """One addendum; its agreement is its lock: the caller has locked that. Raises NotFound."""
    query = "select * from amendments where agreement_id = $1 and id = $2"
    row = await conn.fetchrow(query, agreement_id, addendum_id)
    return await _addendum(conn, found(row, "addendum", addendum_id))


async def load_latest_addendum(conn: Connection, agreement_id: UUID) -> Addendum | None:
    """The addendum with the highest number that was not withdrawn."""
    row = await conn.fetchrow(
        "select * from amendments where agreement_id = $1 and state <> 'withdrawn' order by number desc limit 1",
        agreement_id,
    )
    return await _addendum(conn, row) if row else None


async def load_open_addenda(conn: Connection, agreement_ids: Sequence[UUID]) -> list[Addendum]:
    """The open addenda of these agreements: not in effect, withdrawn or lapsed."""
    rows = await conn.fetch(
        "select * from amendments where agreement_id = any($1) and state = any($2) order by agreement_id",
        *(agreement_ids, OPEN),
    )
    return [await _addendum(conn, row) for row in rows]


async def load_signed_addendum(conn: Connection, agreement_id: UUID) -> Addendum | None:
    """The addendum that every party has signed and that waits for its day."""
    row = await conn.fetchrow("select * from amendments where agreement_id = $1 and state = 'signed'", agreement_id)
    return await _addendum(conn, row) if row else None


async def pending_terms(conn: Connection, agreement_id: UUID) -> Terms | None:
    """The terms of a signed addendum that is not in effect yet."""
    addendum = await load_signed_addendum(conn, agreement_id)
    return addendum.terms if addendum else None


async def _addendum(conn: Connection, row: Columns) -> Addendum:
    return Addendum(
        id=row["id"],
        agreement_id=row["agreement_id"],
        number=row["number"],
        reason=row["reason"],
        effective_on=row["effective_on"],
        terms=_terms(row),
        state=row["state"],
        approved_by=frozenset(row["approved_by"]),
        approved_on=row["approved_on"],
        signatures=await signatures_of(conn, row["agreement_id"], row["id"]),
        in_effect_on=row["in_effect_on"],
        held_because=row["held_because"],
    )


def _terms(row: Columns) -> Terms:
    return Terms(
        scopes=frozenset(row["scopes"]),
        period=Period(row["starts_on"], row["ends_on"]),
        sites=frozenset(row["sites"]),
        programmes=frozenset(row["programmes"]),
    )
