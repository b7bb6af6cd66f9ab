"""Why agreements were suspended, resumed or terminated, kept."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from shared.ids import new_id
from shared.postgres.pool import Connection


async def add_pause(
    conn: Connection, agreement_id: UUID, step: str, from_on: date, reason: str, recorder: str, now: datetime
) -> None:
    await conn.execute(
        "insert into pauses values ($1, $2, $3, $4, $5, $6, $7)",
        *(new_id(), agreement_id, step, from_on, reason, recorder, now),
    )


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
