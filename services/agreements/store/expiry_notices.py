"""Expiry notices that were given: write statements."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from shared.postgres.pool import Connection


async def add_expiry_notice(
    conn: Connection, agreement_id: UUID, ends_on: date, days: int, due_on: date, now: datetime
) -> None:
    await conn.execute(
        "insert into expiry_notices values ($1, $2, $3, $4, $5)", *(agreement_id, ends_on, days, due_on, now)
    )


async def expiry_notices_given(conn: Connection, agreement_id: UUID, ends_on: date) -> frozenset[int]:
    """The notices given for this last day, as days before it."""
    rows = await conn.fetch(
        "select days from expiry_notices where agreement_id = $1 and ends_on = $2", agreement_id, ends_on
    )
    return frozenset(row["days"] for row in rows)
