"""The job that shows how many agreements there are, and how many end soon."""

from __future__ import annotations

from datetime import datetime
from typing import get_args

from services.agreements.events.agreements import State
from services.agreements.metrics import AGREEMENTS, AGREEMENTS_ENDING
from services.agreements.queries.agreements_counts import agreements_by_state, agreements_ending
from shared.clock import local_day
from shared.postgres.pool import Connection

KINDS = ("joint", "cooperation")
SOON = (30, 90)
"""Days."""


async def count_agreements(conn: Connection, now: datetime) -> int:
    """Sets the gauges. It changes nothing, so it returns 0."""
    found = await agreements_by_state(conn)
    for kind in KINDS:
        for state in get_args(State):
            AGREEMENTS.labels(kind, state).set(found[kind, state])
    for days in SOON:
        ending = await agreements_ending(conn, local_day(now), days)
        for kind in KINDS:
            AGREEMENTS_ENDING.labels(kind, days).set(ending[kind])
    return 0
