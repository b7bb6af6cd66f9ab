"""What coordinators decided about suspended programmes."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from services.training.domain.decisions import Choice
from shared.ids import new_id
from shared.postgres.pool import Connection


async def add(conn: Connection, programme_id: UUID, decision: Choice, reason: str, by: str, now: datetime) -> None:
    await conn.execute(
        "insert into programme_decisions (id, programme_id, decision, reason, decided_by, decided_at)"
        " values ($1, $2, $3, $4, $5, $6)",
        *(new_id(), programme_id, decision, reason, by, now),
    )
