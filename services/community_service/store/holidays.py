"""What decrees say of days, and what has to be looked at again after one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from services.community_service.events import DecreedDay
from shared.holidays import COLUMNS, Calendar, Decree, Decreed, calendar_of
from shared.postgres.pool import Connection


async def load_calendar(conn: Connection) -> Calendar:
    """All that decrees have said: some thirty days a year."""
    return calendar_of(await conn.fetch(f"select {COLUMNS} from calendar_days order by on_date, revision"))


async def lock_calendar(conn: Connection) -> Calendar:
    """The same, for whoever adds to it. Two who do so come one after the other; readers do not wait."""
    await conn.execute("lock table calendar_days in share row exclusive mode")
    return await load_calendar(conn)


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


async def claim_untold(conn: Connection) -> tuple[Decree, list[DecreedDay]] | None:
    """The days of one decree that was recorded before decrees were published; None where all are told."""
    rows = await conn.fetch(
        "with first as (select d.decree_number, d.decreed_on, d.decree_issuer from calendar_untold as u"
        "  join calendar_days as d using (on_date, revision) order by u.on_date, u.revision limit 1 for update of u),"
        " told as (delete from calendar_untold as u using calendar_days as d, first"
        "  where (d.on_date, d.revision) = (u.on_date, u.revision) and (d.decree_number, d.decreed_on, d.decree_issuer)"
        "  = (first.decree_number, first.decreed_on, first.decree_issuer) returning d.*)"
        " select * from told order by on_date, revision",
    )
    if not rows:
        return None
    days = [DecreedDay(on=row["on_date"], **{name: row[name] for name in ("kind", "name", "revision")}) for row in rows]
    return Decree(rows[0]["decree_number"], rows[0]["decreed_on"], rows[0]["decree_issuer"]), days
