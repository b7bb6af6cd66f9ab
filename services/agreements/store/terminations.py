"""Notices of termination with their reasons: write statements."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from services.agreements.domain.agreements import Agreement
from shared.postgres.pool import Connection


async def add_termination(
    conn: Connection,
    agreement: Agreement,
    party_id: UUID,
    given_on: date,
    notice_days: int,
    ground: str,
    reason: str,
    recorder: str,
    now: datetime,
) -> None:
    await conn.execute(
        "insert into terminations values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        *(agreement.id, party_id, given_on, notice_days, agreement.terminates_on, reason, recorder, now, ground),
    )


async def claim_untold(conn: Connection, skipped: Sequence[UUID]) -> UUID | None:
    """An agreement whose last day other services may not know, its row locked."""
    found: UUID | None = await conn.fetchval(
        "select agreement_id from untold_last_days where agreement_id <> all($1) order by agreement_id limit 1"
        " for update skip locked",
        list(skipped),
    )
    return found


async def drop_untold(conn: Connection, agreement_id: UUID) -> None:
    await conn.execute("delete from untold_last_days where agreement_id = $1", agreement_id)
