"""Visits and checks."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from services.community_service.domain.visits import Visit
from shared.postgres.pool import Connection


async def add_visit(conn: Connection, sentence_id: UUID, visit: Visit, by: str, office: str, now: datetime) -> None:
    """`office`: whether a counsellor or a prosecutor made it."""
    await conn.execute(
        "insert into visits (id, sentence_id, kind, on_date, starts, ends, complied, behaviour, notes, made_by, office,"
        " recorded_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        *(visit.id, sentence_id, visit.kind, visit.on, visit.starts, visit.ends, visit.complied, visit.behaviour),
        *(visit.notes, by, office, now),
    )
