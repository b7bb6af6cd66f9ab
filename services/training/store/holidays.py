"""What decrees say of days, as the community service published it, and the sessions that they have closed."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, timedelta

from services.community_service.events import CalendarDecreed
from services.training.domain.sessions import Session
from shared.clock import midnight
from shared.holidays import COLUMNS, Calendar, calendar_of
from shared.postgres.pool import Connection


async def load_calendar(conn: Connection) -> Calendar:
    """All that decrees have said: some thirty days a year."""
    return calendar_of(await conn.fetch(f"select {COLUMNS} from calendar_days order by on_date, revision"))


async def save_decree(conn: Connection, decree: CalendarDecreed, now: datetime) -> list[date]:
    """Returns the days that were not known as this decree has them. What is known stays."""
    rows = await conn.fetch(
        "insert into calendar_days (on_date, revision, kind, name, decree_number, decreed_on, decree_issuer,"
        " recorded_at) select given.*, $5, $6, $7, $8"
        " from unnest($1::date[], $2::integer[], $3::text[], $4::text[]) as given"
        " on conflict do nothing returning on_date",
        [day.on for day in decree.days],
        [day.revision for day in decree.days],
        [day.kind for day in decree.days],
        [day.name for day in decree.days],
        *(decree.number, decree.decreed_on, decree.issuer, now),
    )
    return sorted(row["on_date"] for row in rows)


async def sessions_on(conn: Connection, days: Collection[date], now: datetime) -> list[Session]:
    """The sessions on these days that have not begun, of programmes that are not closed."""
    rows = await conn.fetch(
        "select s.programme_id, s.number, s.starts_at, s.ends_at from unnest($1::timestamptz[], $2::timestamptz[])"
        " as day (begins, ends) join sessions as s on s.starts_at >= day.begins and s.starts_at < day.ends"
        " join programmes as p on p.id = s.programme_id where s.starts_at > $3 and p.state <> 'closed'"
        " and s.cancelled_at is null"
        " order by s.programme_id, s.number",
        [midnight(day) for day in sorted(days)],
        [midnight(day + timedelta(days=1)) for day in sorted(days)],
        now,
    )
    return [Session(**row) for row in rows]


async def close_sessions(conn: Connection, closed: Sequence[Session], why: Mapping[date, str], now: datetime) -> None:
    await conn.executemany(
        "insert into closed_sessions (programme_id, number, on_date, why, since) values ($1, $2, $3, $4, $5)"
        " on conflict (programme_id, number) do update set on_date = excluded.on_date, why = excluded.why,"
        " since = case when closed_sessions.on_date = excluded.on_date then closed_sessions.since"
        " else excluded.since end",
        [(s.programme_id, s.number, s.day, why[s.day], now) for s in closed],
    )


async def open_days(conn: Connection, days: Collection[date]) -> None:
    """The sessions on these days are closed no more."""
    await conn.execute("delete from closed_sessions where on_date = any($1::date[])", list(days))


async def open_session(conn: Connection, session: Session) -> None:
    """A session was moved: whoever moved it has seen the day."""
    await conn.execute(
        "delete from closed_sessions where programme_id = $1 and number = $2", session.programme_id, session.number
    )


async def look_again(conn: Connection, sessions: Sequence[Session]) -> None:
    """The queues of these sessions' programmes are looked at again."""
    programmes = sorted({session.programme_id for session in sessions})
    await conn.execute(
        "insert into queues_due (programme_id) select p.id from programmes as p where p.id = any($1) and p.waiting > 0",
        programmes,
    )
