"""Time-driven work: a circular is overdue at local midnight after the last day for its acknowledgement."""

from __future__ import annotations

from datetime import datetime, timedelta

from services.notifications.commands import circulars as commands
from services.notifications.store import circulars as store
from shared.clock import local_day, midnight
from shared.postgres.pool import Connection

_ACTOR = "system:scheduler"


async def lapse_due(conn: Connection, now: datetime) -> int:
    """An open circular whose deadline is over. Dated when due, also when late."""
    row = await store.claim_due(conn, local_day(now))
    if row is None:
        return 0
    over = midnight(row["acknowledge_by"] + timedelta(days=1))
    await commands.lapse(conn, row["id"], _ACTOR, max(over, row["last_fact"]))
    return 1


JOBS = (lapse_due,)
