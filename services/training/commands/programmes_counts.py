"""The job that shows how many places are free, and how enrolments stand."""

from __future__ import annotations

from datetime import datetime

from services.training.metrics import ENROLMENTS, TRAINING_PLACES_FREE
from services.training.queries.programmes_counts import enrolments_by_state, places_free
from shared.clock import local_day
from shared.postgres.pool import Connection

STATES = ("waitlisted", "confirmed", "completed", "failed", "withdrawn")


async def count_places(conn: Connection, now: datetime) -> int:
    """Sets the gauges. It changes nothing, so it returns 0."""
    TRAINING_PLACES_FREE.set(await places_free(conn, local_day(now)))
    found = await enrolments_by_state(conn)
    for state in STATES:
        ENROLMENTS.labels(state).set(found[state])
    return 0
