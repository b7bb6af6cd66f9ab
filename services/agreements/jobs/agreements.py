"""What is due to agreements: they begin, are amended, suspended, resumed, end, and are told before the end.

One step at a time in the order of the days it was due; dated when due, also when late.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from services.agreements.commands import time
from services.agreements.jobs.turn import Turn
from services.agreements.store import due as store
from shared.clock import local_day
from shared.postgres.pool import Connection, Row


async def _claim(conn: Connection, now: datetime, passed: Sequence[UUID]) -> tuple[UUID, Row] | None:
    row = await store.claim(conn, local_day(now), passed)
    return (row["id"], row) if row else None


agreements_due = Turn("agreements_due", _claim, time.take)
