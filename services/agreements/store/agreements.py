"""Agreements with their parties, reviews and signatures, kept."""

from __future__ import annotations

from dataclasses import astuple
from datetime import date, datetime
from uuid import UUID

from services.agreements.domain.agreement import Agreement, Period, Signature
from services.agreements.store.refusing import refusing
from shared.db import Connection, Row
from shared.errors import NotFound
from shared.ids import new_id


async def add_agreement(conn: Connection, a: Agreement, now: datetime) -> None:
    await conn.execute(
        "insert into agreements (id, kind, instrument, title, scopes, starts_on, ends_on, state, joint_agreement_id,"
        " agency_id, institution_id, created_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        *(a.id, a.kind, a.instrument, a.title, sorted(a.scopes), a.period.starts_on, a.period.ends_on, a.state),
        *(a.joint_agreement_id, a.agency_id, a.institution_id, now),
    )
    await conn.execute(
        "insert into agreement_parties (agreement_id, organisation_id) select $1, unnest($2::uuid[])",
        *(a.id, list(a.parties)),
    )


async def save_agreement(conn: Connection, a: Agreement) -> None:
    await conn.execute(
        "update agreements set state = $2, approved_on = $3, suspended_by_umbrella = $4 where id = $1",
        *(a.id, a.state, a.approved_on, a.suspended_by_umbrella),
    )


async def save_approvals(conn: Connection, a: Agreement) -> None:
    await conn.execute(
        "update agreement_parties set approved = organisation_id = any($2) where agreement_id = $1",
        *(a.id, list(a.approved_by)),
    )


async def load_agreement(conn: Connection, agreement_id: UUID, kind: str) -> Agreement:
    """One agreement, locked. Raises NotFound."""
    row = await conn.fetchrow("select * from agreements where id = $1 and kind = $2 for update", agreement_id, kind)
    if row is None:
        raise NotFound(what=f"{kind} agreement", id=agreement_id)
    return await _whole(conn, row)


async def load_below(conn: Connection, umbrella_id: UUID) -> list[Agreement]:
    """The PKS under an umbrella, locked, in the order of their ids so that two callers never deadlock."""
    rows = await conn.fetch(
        "select * from agreements where joint_agreement_id = $1 order by id for update", umbrella_id
    )
    return [await _whole(conn, row) for row in rows]


async def claim_due(conn: Connection, condition: str, today: date) -> Row | None:
    """One agreement that is due, locked; what another replica holds is passed over. Umbrellas come first."""
    return await conn.fetchrow(
        "select id, kind, starts_on, ends_on,"
        " (select max(occurred_at) from journal where key = agreements.id::text) as last_fact"
        f" from agreements where {condition} order by kind desc, id limit 1 for update skip locked",
        today,
    )


async def _whole(conn: Connection, row: Row) -> Agreement:
    parties = await conn.fetch(
        "select organisation_id, approved, kind from agreement_parties join organisations on id = organisation_id"
        " where agreement_id = $1",
        row["id"],
    )
    signatures = await conn.fetch(
        "select party_id, number, signatory, position, authority, kuasa_number, kuasa_date, place, signed_on"
        " from signatures where agreement_id = $1 order by recorded_at",
        row["id"],
    )
    return Agreement(
        id=row["id"],
        kind=row["kind"],
        instrument=row["instrument"],
        title=row["title"],
        parties={p["organisation_id"]: p["kind"] for p in parties},
        scopes=frozenset(row["scopes"]),
        period=Period(row["starts_on"], row["ends_on"]),
        state=row["state"],
        approved_by=frozenset(p["organisation_id"] for p in parties if p["approved"]),
        approved_on=row["approved_on"],
        signatures=tuple(Signature(**s) for s in signatures),
        joint_agreement_id=row["joint_agreement_id"],
        agency_id=row["agency_id"],
        institution_id=row["institution_id"],
        suspended_by_umbrella=row["suspended_by_umbrella"],
    )


async def add_review(
    conn: Connection, agreement_id: UUID, party_id: UUID, decision: str, comment: str, reviewer: str, now: datetime
) -> None:
    await conn.execute(
        "insert into reviews values ($1, $2, $3, $4, $5, $6, $7)",
        *(new_id(), agreement_id, party_id, decision, comment, reviewer, now),
    )


async def add_signature(conn: Connection, agreement_id: UUID, s: Signature, recorder: str, now: datetime) -> None:
    async with refusing(number=s.number, party=s.party_id):
        await conn.execute(
            "insert into signatures (agreement_id, party_id, number, signatory, position, authority, kuasa_number,"
            " kuasa_date, place, signed_on, recorded_by, recorded_at)"
            " values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
            *(agreement_id, *astuple(s), recorder, now),
        )
