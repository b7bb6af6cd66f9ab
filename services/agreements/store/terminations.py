"""Notices of termination with their reasons: write statements."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from shared.postgres.pool import Connection


async def add_termination(
    conn: Connection,
    agreement_id: UUID,
    party_id: UUID,
    given_on: date,
    notice_days: int,
    terminates_on: date,
    reason: str,
    recorder: str,
    now: datetime,
) -> None:
    await conn.execute(
        "insert into terminations values ($1, $2, $3, $4, $5, $6, $7, $8)",
        *(agreement_id, party_id, given_on, notice_days, terminates_on, reason, recorder, now),
    )
