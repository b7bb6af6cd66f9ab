"""How this service follows the calendar of holidays, which the community service keeps."""

from __future__ import annotations

from datetime import date, datetime

from services.community_service.events import CalendarDecreed
from services.training import events
from services.training.rules import RULES
from services.training.store import holidays as store
from shared.clock import local_day
from shared.holidays import Calendar
from shared.journal import journal
from shared.messaging.envelope import Envelope
from shared.postgres.pool import Connection


async def follow_decree(conn: Connection, event: CalendarDecreed, envelope: Envelope, now: datetime) -> None:
    """Saves what a decree says. Sessions to come that it puts on a closed day are flagged; those that it sets free are
    no more, and the queues of their programmes are looked at again. Nobody loses a place by it."""
    before = await store.load_calendar(conn)
    days = await store.save_decree(conn, event, now)
    if not days:
        return
    after = await store.load_calendar(conn)
    closed = {day: name for day in days if (name := _closed(after, day, now)) and not _closed(before, day, now)}
    await store.open_days(conn, [day for day in days if _closed(after, day, now) is None])
    touched = await store.sessions_on(conn, days, now)
    put = [session for session in touched if session.day in closed]
    await store.close_sessions(conn, put, closed, now)
    await store.look_again(conn, touched)
    facts = [events.SessionClosed(programme_id=s.programme_id, number=s.number, on=s.day) for s in put]
    if facts:
        await journal.append(conn, facts, actor="system:calendar", now=now)


def _closed(calendar: Calendar, day: date, now: datetime) -> str | None:
    """The name of the day off on which nobody trains."""
    off = calendar.off(day)
    return off.name if off and off.kind in RULES.on(local_day(now)).child_training.no_work_on else None
