"""Time-driven work of accreditations: notices before the last day, and the end after it.

Once per due date, whatever number of replicas runs: what is due stands in the row that is claimed. After an outage each
is given for itself, dated when it was due."""

from __future__ import annotations

from datetime import datetime, timedelta

from services.agreements.commands import accreditations as commands
from services.agreements.store import accreditations as store
from shared.clock import local_day, midnight
from shared.postgres.pool import Connection


async def accreditation_notice_due(conn: Connection, now: datetime) -> int:
    """An accreditation ends in 90, 30 or 7 days."""
    row = await store.claim_notice(conn, local_day(now))
    if row is None:
        return 0
    await commands.give_notice(conn, row["id"], max(midnight(row["notice_on"]), row["last_fact"]), now)
    return 1


async def accreditation_end_due(conn: Connection, now: datetime) -> int:
    """The last day of an accreditation is over, and its notices were given."""
    row = await store.claim_end(conn, local_day(now))
    if row is None:
        return 0
    over = midnight(row["valid_until"] + timedelta(days=1))
    await commands.expire(conn, row["id"], max(over, row["last_fact"]), now)
    return 1
