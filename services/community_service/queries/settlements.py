"""Sessions that are over and that nobody has recorded: whom to ask what became of them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel

from services.community_service.domain.cases import RUNNING
from services.community_service.store.supervisors import on_day
from shared.clock import LOCAL_ZONE
from shared.edge.paging import page
from shared.postgres.pool import Connection
from shared.postgres.rows import found
from shared.waiting import age_days


class UnrecordedSession(BaseModel):
    """`supervisors`: who supervised the site on the day. `checked_in_at`: the person came, and nobody noted the end."""

    id: UUID
    sentence_id: UUID
    verdict_number: str
    site_id: UUID
    site_name: str
    starts_at: datetime
    ends_at: datetime
    state: Literal["scheduled", "checked_in"]
    checked_in_at: datetime | None
    supervisors: list[str]
    age_days: int


_UNRECORDED = """
    select x.id, x.sentence_id, c.verdict_number, x.site_id, t.name as site_name, x.starts_at, x.ends_at, x.state,
        x.checked_in_at, array(select v.subject from site_supervisors as v where v.site_id = x.site_id
            and {on_day} order by v.subject) as supervisors
    from sessions as x join sentences as c on c.id = x.sentence_id join sites as t on t.id = x.site_id
    where x.state in ('scheduled', 'checked_in') and x.ends_at <= $1 and c.state = any($2)
    and ($3::uuid is null or x.site_id = $3)
    and ($4::uuid is null or (x.ends_at, x.id) > (select ends_at, id from (
        select ends_at, id from sessions union all select ends_at, id from cancelled_sessions) as before where id = $4))
    order by x.ends_at, x.id limit $5
""".format(on_day=on_day("v", "x.on_date"))


async def unrecorded_sessions(
    conn: Connection, site_id: UUID | None, after: UUID | None, limit: int, now: datetime
) -> dict[str, Any]:
    """For coordinators, who see every case. Those that are over longest come first."""
    rows = await conn.fetch(_UNRECORDED, now, sorted(RUNNING), site_id, after, limit + 1)
    items = [UnrecordedSession(**row, age_days=age_days(row["ends_at"], now)) for row in rows]
    return page(items, limit, lambda item: item.id)


class SessionDay(BaseModel):
    """The local day of a session, and since when the person was there, if that is recorded."""

    on: date
    checked_in_at: datetime | None


async def session_day(conn: Connection, session_id: UUID) -> SessionDay:
    """Of a session that is gone too: a form may be sent twice at once. Raises NotFound."""
    row = await conn.fetchrow(
        "select on_date as on, checked_in_at from sessions where id = $1 union all"
        " select (starts_at at time zone $2)::date, null from cancelled_sessions where id = $1",
        *(session_id, LOCAL_ZONE.key),
    )
    return SessionDay(**found(row, "session", session_id))


async def sites_with_unrecorded(conn: Connection, now: datetime) -> list[tuple[UUID, str]]:
    """The sites of such sessions, by name, to choose one from."""
    rows = await conn.fetch(
        "select t.id, t.name from sites as t where exists (select from sessions as x join sentences as c"
        "  on c.id = x.sentence_id where x.site_id = t.id and x.state in ('scheduled', 'checked_in')"
        "  and x.ends_at <= $1 and c.state = any($2)) order by t.name, t.id",
        *(now, sorted(RUNNING)),
    )
    return [(row["id"], row["name"]) for row in rows]
