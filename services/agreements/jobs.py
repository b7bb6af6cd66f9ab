"""Time-driven work: what is due to agreements, one step at a time in the order of the days it was due."""

from __future__ import annotations

from datetime import datetime

from services.agreements.commands import time
from services.agreements.store import due as store
from shared.clock import local_day
from shared.db import Connection


async def agreements_due(conn: Connection, now: datetime) -> int:
    """Begins, amends, suspends, resumes, ends, and tells before the end. Dated when due, also when late."""
    row = await store.claim(conn, local_day(now))
    if row is None:
        return 0
    return int(await time.take(conn, row, now))


JOBS = (agreements_due,)
