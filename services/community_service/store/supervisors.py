"""Who supervises a site, from which day to which; both are included. No last day: until further notice."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from uuid import UUID

from shared.postgres.pool import Connection


def on_day(of: str, day: str) -> str:
    """SQL: whether the row `of` of `site_supervisors` holds on a day."""
    return f"({of}.from_day <= {day} and ({of}.until_day is null or {of}.until_day >= {day}))"


async def add_supervisors(conn: Connection, site_id: UUID, supervisors: Collection[str], from_day: date) -> None:
    await conn.execute(
        "insert into site_supervisors (site_id, subject, from_day) select $1, unnest($2::text[]), $3",
        *(site_id, sorted(supervisors), from_day),
    )


async def replace_supervisors(conn: Connection, site_id: UUID, supervisors: Collection[str], from_day: date) -> None:
    """These and nobody else from a day on; whoever stays keeps their first day. The site is locked."""
    await conn.execute("delete from site_supervisors where site_id = $1 and from_day >= $2", site_id, from_day)
    kept = await conn.fetch(
        "update site_supervisors set until_day = case when subject = any($3) then null else $2::date - 1 end"
        f" where site_id = $1 and {on_day('site_supervisors', '$2::date - 1')} returning subject, until_day",
        *(site_id, from_day, list(supervisors)),
    )
    stay = {row["subject"] for row in kept if row["until_day"] is None}
    await add_supervisors(conn, site_id, set(supervisors) - stay, from_day)


async def is_supervisor(conn: Connection, site_id: UUID, subject: str, since: date, until: date) -> bool:
    """Whether somebody supervises, or supervised, a site on a day between these two."""
    return bool(
        await conn.fetchval(
            "select true from site_supervisors where site_id = $1 and subject = $2 and from_day <= $4"
            " and (until_day is null or until_day >= $3) limit 1",
            *(site_id, subject, since, until),
        )
    )
