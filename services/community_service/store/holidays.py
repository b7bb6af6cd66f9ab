"""What decrees say of days, and what has to be looked at again after one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime

from services.community_service.domain.holidays import Calendar, DayOff, Decree, Decreed
from shared.postgres.pool import Connection, Row

COLUMNS = "on_date, kind, name, decree_number, decreed_on, decree_issuer, recorded_at"
"""What `calendar_of` reads, in this order."""


async def load_calendar(conn: Connection) -> Calendar:
    """All that decrees have said: some thirty days a year."""
    return calendar_of(await conn.fetch(f"select {COLUMNS} from calendar_days order by on_date, revision"))


async def lock_calendar(conn: Connection) -> Calendar:
    """The same, for whoever adds to it. Two who do so come one after the other; readers do not wait."""
    await conn.execute("lock table calendar_days in share row exclusive mode")
    return await load_calendar(conn)


def calendar_of(rows: Iterable[Row]) -> Calendar:
    """From rows of `COLUMNS`, the oldest revision of a day first."""
    days: dict[date, list[Decreed]] = defaultdict(list)
    for row in rows:
        on, kind, name, number, decreed_on, issuer, recorded_at = row
        days[on].append(Decreed(DayOff(kind, name), Decree(number, decreed_on, issuer), recorded_at))
    return Calendar(days)


async def add_revision(
    conn: Connection, on: date, revision: int, said: Decreed, correction: str | None, by: str, now: datetime
) -> None:
    decree = said.decree
    await conn.execute(
        "insert into calendar_days (on_date, revision, kind, name, decree_number, decreed_on, decree_issuer,"
        " correction, recorded_by, recorded_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        *(on, revision, said.day.kind, said.day.name, decree.number, decree.decreed_on, decree.issuer),
        *(correction if revision > 1 else None, by, now),
    )


async def forecast_again_around(conn: Connection, days: Sequence[date]) -> None:
    """Makes due the forecasts of the running sentences in whose period one of the days lies."""
    await conn.execute(
        "update forecasts set due_on = date '2000-01-01' where due_on > date '2000-01-01' and sentence_id in ("
        " select s.id from sentences as s join unnest($1::date[]) as day (on_date)"
        " on day.on_date between s.starts_on and s.ends_on where s.state in ('assigned', 'active'))",
        list(days),
    )
