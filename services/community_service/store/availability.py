"""A person's time, home area and skills. Personal data."""

from __future__ import annotations

from uuid import UUID

from services.community_service.domain.availability import Availability, Blocked
from services.community_service.domain.geography import Point
from shared.ids import new_id
from shared.periods import Period
from shared.postgres.pool import Connection, Row


async def load_availability(conn: Connection, person_id: UUID) -> Availability:
    blocked = await conn.fetch(
        "select kind, starts, ends, weekday, starts_on, ends_on from blocked_times where person_id = $1 order by id",
        person_id,
    )
    home = await conn.fetchrow("select latitude, longitude from person_homes where person_id = $1", person_id)
    skills = await conn.fetch("select distinct skill from skills where person_id = $1 and not revoked", person_id)
    return Availability(
        tuple(_blocked(row) for row in blocked),
        Point(**home) if home else None,
        frozenset(row["skill"] for row in skills),
    )


def _blocked(row: Row) -> Blocked:
    days = Period(row["starts_on"], row["ends_on"]) if row["starts_on"] else None
    return Blocked(row["kind"], row["starts"], row["ends"], row["weekday"], days)


async def save_availability(conn: Connection, person_id: UUID, availability: Availability) -> None:
    """Replaces what was saved before, but the skills: they come from completed training."""
    await conn.execute("delete from blocked_times where person_id = $1", person_id)
    await conn.executemany(
        "insert into blocked_times (id, person_id, kind, weekday, starts_on, ends_on, starts, ends)"
        " values ($1, $2, $3, $4, $5, $6, $7, $8)",
        [
            (
                new_id(),
                person_id,
                b.kind,
                b.weekday,
                b.days and b.days.starts_on,
                b.days and b.days.ends_on,
                b.starts,
                b.ends,
            )
            for b in availability.blocked
        ],
    )
    await conn.execute("delete from person_homes where person_id = $1", person_id)
    if home := availability.home:
        await conn.execute("insert into person_homes values ($1, $2, $3)", person_id, home.latitude, home.longitude)
