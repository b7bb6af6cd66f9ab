"""Time-driven: a queue is looked at again when something has changed that a place depends on, or a day has begun."""

from __future__ import annotations

from datetime import datetime

from services.training.commands.enrolments import look_at, promote
from services.training.store import enrolments as store
from services.training.store import programmes as programme_store
from shared.clock import local_day
from shared.journal import journal
from shared.postgres.pool import Connection


async def move_up(conn: Connection, now: datetime) -> int:
    """Looks at one queue: places go to those who may take part now, and reasons that are gone are forgotten."""
    today = local_day(now)
    programme_id = await programme_store.next_queue(conn, today)
    if programme_id is None:
        return 0
    programme = await programme_store.load(conn, programme_id)
    await programme_store.queue_seen(conn, programme_id, today)
    programme, happened = await promote(conn, programme, now)
    if not programme.free:
        passed_over = await store.load_passed_over(conn, programme_id)
        programme, facts = await look_at(conn, programme, passed_over, now)
        happened = [*happened, *facts]
    if happened:
        await programme_store.save(conn, programme)
        await journal.append(conn, happened, actor="system:waiting-list", now=now)
    return 1
