"""Verifications of the reason of failures. The reason in words is personal data."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from services.community_service.domain.breaches_steps import Verification
from shared.postgres.pool import Connection


async def add(
    conn: Connection, sentence_id: UUID, breach_id: UUID | None, v: Verification, by: str, now: datetime
) -> None:
    await conn.execute(
        "insert into breach_verifications (id, sentence_id, breach_id, asked, asked_on, means, reason, finding,"
        " verified_by, verified_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        *(v.id, sentence_id, breach_id, v.asked, v.asked_on, v.means, v.reason, v.finding, by, now),
    )
