"""Places that a prosecutor allows beside the one that the verdict states."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from shared.postgres.pool import Connection


async def load_allowed(conn: Connection, sentence_id: UUID) -> frozenset[UUID]:
    rows = await conn.fetch("select site_id from place_acts where sentence_id = $1", sentence_id)
    return frozenset(row["site_id"] for row in rows)


async def add_act(
    conn: Connection, sentence_id: UUID, site_id: UUID, document: tuple[str, date], by: str, now: datetime
) -> bool:
    """False where the site is allowed already: the first act stays."""
    added = await conn.fetchval(
        "insert into place_acts (sentence_id, site_id, document_number, document_date, allowed_by, allowed_at)"
        " values ($1, $2, $3, $4, $5, $6) on conflict do nothing returning true",
        *(sentence_id, site_id, *document, by, now),
    )
    return bool(added)
