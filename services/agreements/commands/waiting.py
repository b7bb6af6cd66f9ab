"""The job that shows the operator how much waits, and for how long."""

from __future__ import annotations

from datetime import datetime

from services.agreements.queries.waiting import KINDS, waits
from shared.postgres.pool import Connection
from shared.waiting import show_waiting


async def count_waiting(conn: Connection, now: datetime) -> int:
    """Sets the gauges. It changes nothing, so it returns 0."""
    show_waiting(KINDS, await waits(conn, now), now)
    return 0
