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
        " reference = excluded.reference, recorded_by = excluded.recorded_by, recorded_at = excluded.recorded_at,"
        " unreachable_since = case when guardians.reference is not distinct from excluded.reference"
        " then guardians.unreachable_since end",
        *(sentence_id, guardian.name, guardian.relation, guardian.channel, guardian.contact, guardian.reference),
        *(by, now),
    )


async def booked(conn: Connection, sentence_id: UUID, now: datetime) -> list[tuple[datetime, datetime]]:
    """When the coming sessions begin and end, in their order."""
    rows = await conn.fetch(
        "select starts_at, ends_at from sessions where sentence_id = $1 and state = 'scheduled' and starts_at > $2"
        " order by starts_at",
        *(sentence_id, now),
    )
    return [(row["starts_at"], row["ends_at"]) for row in rows]


async def save_reached(conn: Connection, sentence_id: UUID, reference: str, since: datetime | None) -> bool:
    """`since` when no recipient has the reference of the case; None where one has. Another reference since: nothing.

    Whether nobody was reached before. The sentence is locked first, as by whoever names a guardian or books."""
    await conn.execute("select from sentences where id = $1 for update", sentence_id)
    lost: bool | None = await conn.fetchval(
        "select unreachable_since is not null from guardians where sentence_id = $1 and reference = $2",
        *(sentence_id, reference),
    )
    await conn.execute(
        "update guardians set unreachable_since = $3 where sentence_id = $1 and reference = $2",
        *(sentence_id, reference, since),
    )
    return bool(lost)
