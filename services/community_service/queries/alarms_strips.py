"""What was usual around an alarm: the sessions of its case before and after, and the days of its site."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID

from pydantic import BaseModel

from services.community_service.domain.outcomes import ATTENDED
from services.community_service.domain.sessions import present_minutes
from services.community_service.events import Outcome
from shared.clock import LOCAL_ZONE
from shared.postgres.pool import Connection, Row

BEFORE, AFTER, SITE_DAYS = 20, 10, 14


class StripSession(BaseModel):
    """A session of the case as it stands. `same_minutes`: the person came and left at the very minutes of the day of
    the alarm's session. `alarms`: of any kind, open or resolved."""

    session_id: UUID
    site_id: UUID
    on: date
    starts_at: datetime
    ends_at: datetime
    state: str
    outcome: Outcome | None
    checked_in_at: datetime | None
    checked_out_at: datetime | None
    present_minutes: int
    same_minutes: bool
    recorded_by: str | None
    alarms: int


class SiteDayStrip(BaseModel):
    """A day of the site in counts of sessions: all that were recorded, those attended, and alarms raised about them."""

    on: date
    recorded: int
    attended: int
    alarms: int


_STRIP = """
    select s.id as session_id, s.site_id, s.on_date as on, s.starts_at, s.ends_at, s.state, s.outcome, s.checked_in_at,
        s.checked_out_at, s.recorded_by,
        (select count(*)::integer from alarms where session_id = s.id) as alarms
    from sessions_as_corrected as s where s.sentence_id = $1 and s.state <> 'scheduled'
"""


async def case_strip(conn: Connection, sentence_id: UUID, session: Row) -> list[StripSession]:
    """The earliest first: at most twenty up to the alarm's session, and ten after it."""
    until = await conn.fetch(
        f"{_STRIP} and s.starts_at <= $2 order by s.starts_at desc limit $3", sentence_id, session["starts_at"], BEFORE
    )
    later = await conn.fetch(
        f"{_STRIP} and s.starts_at > $2 order by s.starts_at limit $3", sentence_id, session["starts_at"], AFTER
    )
    minutes = _minutes(session)
    return [_session(row, minutes) for row in [*reversed(until), *later]]


def _session(row: Row, minutes: tuple[str, ...]) -> StripSession:
    times = (row["starts_at"], row["ends_at"], row["checked_in_at"], row["checked_out_at"])
    same = bool(minutes) and _minutes(row) == minutes
    return StripSession(**row, present_minutes=present_minutes(*times), same_minutes=same)


def _minutes(row: Row) -> tuple[str, ...]:
    """Empty unless the person came and left."""
    if row["checked_in_at"] is None or row["checked_out_at"] is None:
        return ()
    return tuple(f"{row[name].astimezone(LOCAL_ZONE):%H:%M}" for name in ("checked_in_at", "checked_out_at"))


async def site_strip(conn: Connection, site_id: UUID, on: date) -> list[SiteDayStrip]:
    """The two weeks of the site up to a day, without days on which nothing was recorded."""
    rows = await conn.fetch(
        "select s.on_date as on, count(*)::integer as recorded,"
        " (count(*) filter (where s.outcome = any($4)))::integer as attended,"
        " sum((select count(*) from alarms where session_id = s.id))::integer as alarms"
        " from sessions_as_corrected as s where s.site_id = $1 and s.on_date between $2 and $3"
        " and s.outcome is not null group by s.on_date order by s.on_date",
        *(site_id, on - timedelta(days=SITE_DAYS - 1), on, ATTENDED),
    )
    return [SiteDayStrip(**row) for row in rows]
