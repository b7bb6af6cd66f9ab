"""The calendar of a programme."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from services.training.domain.sessions import Session
from shared.postgres.pool import Connection


async def load_calendar(conn: Connection, programme_id: UUID) -> list[Session]:
    rows = await conn.fetch("select * from sessions where programme_id = $1 order by number", programme_id)
    return [Session(**row) for row in rows]


async def load(conn: Connection, programme_id: UUID, number: int) -> Session | None:
    row = await conn.fetchrow("select * from sessions where programme_id = $1 and number = $2", programme_id, number)
    return Session(**row) if row else None


async def save(conn: Connection, sessions: Sequence[Session]) -> None:
    await conn.executemany(
        "insert into sessions values ($1, $2, $3, $4) on conflict (programme_id, number)"
        " do update set starts_at = excluded.starts_at, ends_at = excluded.ends_at",
        [(s.programme_id, s.number, s.starts_at, s.ends_at) for s in sessions],
    )
