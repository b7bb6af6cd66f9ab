"""Computes when the scheduler looks at an agreement next. Every command that changes an agreement calls it."""

from __future__ import annotations

from datetime import datetime

from services.agreements.domain.agreements import Agreement
from services.agreements.domain.schedules import Step, next_step
from services.agreements.rules import BOOK
from services.agreements.store import schedules as store
from shared.clock import local_day
from shared.postgres.pool import Connection


async def next_step_of(conn: Connection, agreement: Agreement, now: datetime) -> Step | None:
    """The next step of an agreement as it is now. The caller has locked it, and saved what it changed."""
    if not agreement.lasts:
        return None
    return next_step(agreement, await store.load_circumstances(conn, agreement), BOOK.on(local_day(now)))


async def schedule(conn: Connection, agreement: Agreement, now: datetime) -> None:
    """Stores the day of the next step with the agreement."""
    await store.save_next_step(conn, agreement.id, await next_step_of(conn, agreement, now))
