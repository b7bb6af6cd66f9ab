"""Guardians. Personal data."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from services.community_service.domain.guardians import Guardian
from shared.postgres.pool import Connection


async def find_guardian(conn: Connection, sentence_id: UUID) -> Guardian | None:
    row = await conn.fetchrow(
        "select name, relation, channel, contact, reference from guardians where sentence_id = $1", sentence_id
    )
    return Guardian(**row) if row else None


async def save_guardian(conn: Connection, sentence_id: UUID, guardian: Guardian, by: str, now: datetime) -> None:
    """Replaces who was entered before: no more is kept of a person than is needed."""
    await conn.execute(
        "insert into guardians (sentence_id, name, relation, channel, contact, reference, recorded_by, recorded_at)"
        " values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (sentence_id) do update set name = excluded.name,"
        " relation = excluded.relation, channel = excluded.channel, contact = excluded.contact,"
        " reference = excluded.reference, recorded_by = excluded.recorded_by, recorded_at = excluded.recorded_at",
        *(sentence_id, guardian.name, guardian.relation, guardian.channel, guardian.contact, guardian.reference),
        *(by, now),
    )
