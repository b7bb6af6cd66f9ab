"""Supervisors of a site for their readers."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from pydantic import BaseModel

from shared.postgres.pool import Connection
from shared.postgres.rows import found


class SupervisorView(BaseModel):
    """Both days are included. `until_day` is null where no end is known, `from_day` where the beginning is not."""

    subject: str
    from_day: date | None
    until_day: date | None


class SupervisorsView(BaseModel):
    """All that the site has had and will have, the earliest first."""

    site_id: UUID
    supervisors: list[SupervisorView]


async def supervisors(conn: Connection, site_id: UUID) -> SupervisorsView:
    rows = await conn.fetch(
        "select subject, nullif(from_day, date '1900-01-01') as from_day, until_day from site_supervisors"
        " where site_id = $1 order by site_supervisors.from_day, subject",
        site_id,
    )
    return SupervisorsView(site_id=site_id, supervisors=[SupervisorView(**row) for row in rows])


async def known_supervisors(conn: Connection, site_id: UUID) -> SupervisorsView:
    """Raises NotFound."""
    found(await conn.fetchrow("select id from sites where id = $1", site_id), "site", site_id)
    return await supervisors(conn, site_id)
