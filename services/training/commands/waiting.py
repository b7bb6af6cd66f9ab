"""What waits for someone is counted, for the operator's eyes."""

from __future__ import annotations

from datetime import datetime

from services.training.domain.waiting import KINDS
from services.training.store.waiting import count_waiting
from shared.postgres.pool import Connection
from shared.waiting import show_waiting


async def measure(conn: Connection, now: datetime) -> int:
    """Sets the gauges; there is never anything due."""
    show_waiting(KINDS, await count_waiting(conn, now), now)
    return 0
