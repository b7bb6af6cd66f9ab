"""The job that shows how far circulars are acknowledged."""

from __future__ import annotations

from datetime import datetime

from services.notifications.metrics import CIRCULAR_RECIPIENTS, CIRCULARS
from services.notifications.queries.circulars_counts import acknowledgements
from shared.postgres.pool import Connection


async def count_acknowledgements(conn: Connection, _now: datetime) -> int:
    """Sets the gauges. It changes nothing, so it returns 0."""
    found = await acknowledgements(conn)
    for state in ("open", "overdue", "complete"):
        CIRCULARS.labels(state).set(found.circulars[state])
    for state in ("acknowledged", "late", "in_time"):
        CIRCULAR_RECIPIENTS.labels(state).set(found.recipients[state])
    return 0
