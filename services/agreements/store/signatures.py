"""Signatures under agreements and, with `addendum_id`, under their addenda: write statements and row mapping."""

from __future__ import annotations

from dataclasses import astuple
from datetime import datetime
from uuid import UUID

from services.agreements.domain.signatures import Signature
from services.agreements.store.constraints import refusing
from shared.postgres.pool import Connection


async def add_signature(
    conn: Connection, agreement_id: UUID, s: Signature, recorder: str, now: datetime, addendum_id: UUID | None = None
) -> None:
    async with refusing(number=s.number, party=s.party_id):
        await conn.execute(
            "insert into signatures (agreement_id, party_id, number, signatory, position, authority, kuasa_number,"
            " kuasa_date, place, signed_on, recorded_by, recorded_at, amendment_id)"
            " values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
            *(agreement_id, *astuple(s), recorder, now, addendum_id),
        )


async def signatures_of(conn: Connection, agreement_id: UUID, addendum_id: UUID | None = None) -> tuple[Signature, ...]:
    """The signatures in the order of their recording."""
    condition = "amendment_id is null" if addendum_id is None else "amendment_id = $2"
    rows = await conn.fetch(
        "select party_id, number, signatory, position, authority, kuasa_number, kuasa_date, place, signed_on"
        f" from signatures where agreement_id = $1 and {condition} order by recorded_at",
        *(agreement_id, *([addendum_id] if addendum_id else [])),
    )
    return tuple(Signature(**row) for row in rows)
