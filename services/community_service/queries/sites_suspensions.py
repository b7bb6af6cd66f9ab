"""What suspending or closing a site would touch, before anybody does it: counts, and the cases to plan again."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from pydantic import BaseModel

from services.community_service.domain.cases import RUNNING
from services.community_service.events import SiteState
from shared.postgres.pool import Connection
from shared.postgres.rows import found

MOST = 500
"""As many as a batch of plans takes."""


class SuspensionPreview(BaseModel):
    """Sessions of running cases that are still to end. They stay booked and wait for a decision; nothing is cancelled.

    `under_way`: the person is there now. `sentence_ids`: at most 500, those whose next session there comes first."""

    site_id: UUID
    state: SiteState
    cases: int
    persons: int
    sessions: int
    minutes: int
    under_way: int
    first_on: date | None
    last_on: date | None
    sentence_ids: list[UUID]


_AHEAD = """
    select x.sentence_id, x.person_id, x.state, x.on_date, x.starts_at, x.ends_at
    from sessions as x join sentences as s on s.id = x.sentence_id
    where x.site_id = $1 and x.state in ('scheduled', 'checked_in') and x.ends_at > $2 and s.state = any($3)
"""


async def suspension_preview(conn: Connection, site_id: UUID, now: datetime) -> SuspensionPreview:
    """Raises NotFound."""
    row = await conn.fetchrow(
        f"with ahead as ({_AHEAD}) select site.id as site_id, site.state, f.*, array(select sentence_id from ahead"
        "  group by sentence_id order by min(starts_at), sentence_id limit $4) as sentence_ids"
        " from sites as site cross join (select count(distinct sentence_id)::integer as cases,"
        "  count(distinct person_id)::integer as persons, count(*)::integer as sessions,"
        "  (coalesce(sum(extract(epoch from ends_at - starts_at)), 0) / 60)::integer as minutes,"
        "  (count(*) filter (where state = 'checked_in'))::integer as under_way,"
        "  min(on_date) as first_on, max(on_date) as last_on from ahead) as f where site.id = $1",
        *(site_id, now, sorted(RUNNING), MOST),
    )
    return SuspensionPreview(**found(row, "site", site_id))
