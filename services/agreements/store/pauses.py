"""Suspensions and resumptions with their reasons: write statements."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from services.agreements.events import PauseStep
from shared.ids import new_id
from shared.postgres.pool import Connection


async def add_pause(
    conn: Connection, agreement_id: UUID, step: PauseStep, from_on: date, reason: str, recorder: str, now: datetime
) -> None:
    await conn.execute(
        "insert into pauses values ($1, $2, $3, $4, $5, $6, $7)",
        *(new_id(), agreement_id, step, from_on, reason, recorder, now),
    )
