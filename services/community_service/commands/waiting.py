"""What waits for someone is counted, for the operator's eyes."""

from __future__ import annotations

from datetime import datetime

from services.community_service.metrics import (
    ALARMS_OPEN,
    BREACHES_WAITING,
    CORRECTIONS_WAITING,
    INCIDENTS_WAITING,
    NOT_RECEIVED,
)
from services.community_service.store.waiting import count_waiting
from shared.postgres.pool import Connection


async def measure(conn: Connection, now: datetime) -> int:
    """Sets the gauges; there is never anything due."""
    del now
    waiting = await count_waiting(conn)
    for kind, count in waiting.alarms.items():
        ALARMS_OPEN.labels(kind).set(count)
    for state, count in waiting.breaches.items():
        BREACHES_WAITING.labels(state).set(count)
    CORRECTIONS_WAITING.set(waiting.corrections)
    for kind, count in waiting.incidents.items():
        INCIDENTS_WAITING.labels(kind).set(count)
    NOT_RECEIVED.set(waiting.papers)
    return 0
