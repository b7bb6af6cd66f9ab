"""What is due to work plans: alarms of a PKS in force, and what an ended one leaves. Dated when due, also when late."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from services.agreements.commands import due
from services.agreements.jobs.turn import Turn
from services.agreements.metrics import OBLIGATIONS_OVERDUE
from services.agreements.queries import obligations as queries
from services.agreements.store import obligations as store
from shared.clock import local_day
from shared.postgres.pool import Connection


async def _to_alarm(conn: Connection, now: datetime, passed: Sequence[UUID]) -> tuple[UUID, UUID] | None:
    found = await store.claim_to_alarm(conn, passed, local_day(now))
    return (found, found) if found else None


async def _to_lapse(conn: Connection, _now: datetime, passed: Sequence[UUID]) -> tuple[UUID, UUID] | None:
    found = await store.claim_to_lapse(conn, passed)
    return (found, found) if found else None


alarm_due = Turn("obligations_overdue", _to_alarm, due.settle_one)
"""What is due of a PKS in force, and whose day is over; once per due date."""
lapse_ended = Turn("obligations_lapsed", _to_lapse, due.settle_one)
"""What an ended PKS leaves: overdue where it was due by then, lapsed where it was not."""


async def count_overdue(conn: Connection, _now: datetime) -> int:
    """Keeps the operator's gauge. Nothing is done, so it answers 0."""
    OBLIGATIONS_OVERDUE.set(await queries.overdue_count(conn))
    return 0
