"""The waiting list moves up: after a withdrawal, and when a suspended programme is open again."""

from __future__ import annotations

from datetime import date

from services.training import store
from services.training.domain import enrolment as rules
from services.training.domain.programme import Programme
from shared.messaging.events import Event
from shared.postgres.pool import Connection


async def promote(conn: Connection, programme: Programme, today: date) -> tuple[Programme, list[Event]]:
    """Gives free places to the first of the queue and saves them; the caller saves the programme it has locked."""
    count = rules.promotable(programme, today)
    if not count:
        return programme, []
    first = await store.enrolments.load_queue(conn, programme.id, count)
    programme, promoted, happened = rules.promote(programme, first)
    await store.enrolments.save(conn, promoted)
    return programme, happened
