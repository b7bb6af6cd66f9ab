"""The calendar of a programme.

Whoever records attendance holds the session's row, shared: it is not cancelled meanwhile.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from services.training.domain.sessions import Session
from services.training.events import CancelReason
from services.training.store.constraints import refusing
from shared.postgres.pool import Connection

_SESSION = """
    select s.programme_id, s.number, s.starts_at, s.ends_at, s.makes_up_for, s.cancelled_at is not null as cancelled,
        exists (select from attendance as a where a.programme_id = s.programme_id and a.session = s.number) as recorded
    from sessions as s where s.programme_id = $1
"""


async def load_calendar(conn: Connection, programme_id: UUID) -> list[Session]:
    """The sessions that are held, without those that are cancelled."""
    return [session for session in await load_all(conn, programme_id) if not session.cancelled]


async def load_all(conn: Connection, programme_id: UUID) -> list[Session]:
    rows = await conn.fetch(f"{_SESSION} order by s.number", programme_id)
    return [Session(**row) for row in rows]


async def load(conn: Connection, programme_id: UUID, number: int) -> Session | None:
    """One session, held: nobody moves or cancels it meanwhile."""
    row = await conn.fetchrow(f"{_SESSION} and s.number = $2 for share of s", programme_id, number)
    return Session(**row) if row else None


async def load_to_cancel(conn: Connection, programme_id: UUID, number: int) -> Session | None:
    """One session, locked. What was recorded of it is looked for after the lock: who records it now comes first."""
    await conn.execute("select from sessions where programme_id = $1 and number = $2 for update", programme_id, number)
    return await load(conn, programme_id, number)


async def save(conn: Connection, sessions: Sequence[Session]) -> None:
    await conn.executemany(
        "insert into sessions (programme_id, number, starts_at, ends_at, makes_up_for) values ($1, $2, $3, $4, $5)"
        " on conflict (programme_id, number) do update set starts_at = excluded.starts_at, ends_at = excluded.ends_at",
        [(s.programme_id, s.number, s.starts_at, s.ends_at, s.makes_up_for) for s in sessions],
    )


async def cancel(conn: Connection, s: Session, why: CancelReason, by: str, now: datetime) -> None:
    async with refusing():
        await conn.execute(
            "update sessions set cancelled_at = $3, cancelled_by = $4, cancelled_for = $5"
            " where programme_id = $1 and number = $2",
            *(s.programme_id, s.number, now, by, why),
        )
