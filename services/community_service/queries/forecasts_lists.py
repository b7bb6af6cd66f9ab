"""Running sentences by their forecast: which ones will not be done in time."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel

from services.community_service.domain.forecasts import Pace
from services.community_service.domain.participants import EVERYWHERE
from services.community_service.events import SentenceState
from services.community_service.queries.participants import own_case
from shared.edge.access import Actor
from shared.edge.paging import page
from shared.postgres.pool import Connection


class ForecastItem(BaseModel):
    """`open_minutes` are not scheduled yet; `short_minutes` of them do not fit into the period any more."""

    sentence_id: UUID
    verdict_number: str
    probation_office_code: str
    state: SentenceState
    starts_on: date
    ends_on: date
    required_minutes: int
    credited_minutes: int
    remaining_minutes: int
    pace: Pace
    scheduled_minutes: int
    schedulable_minutes: int
    open_minutes: int
    short_minutes: int
    made_at: datetime
    next_session_at: datetime | None


_ORDER = "(case f.pace when 'cannot_finish' then 0 when 'at_risk' then 1 else 2 end, s.ends_on, s.id)"
_ITEMS = """
    select s.id as sentence_id, s.verdict_number, s.probation_office_code, s.state, s.starts_on, s.ends_on,
        s.required_minutes, s.credited_minutes, s.required_minutes - s.credited_minutes as remaining_minutes, f.pace,
        f.scheduled_minutes, f.schedulable_minutes, f.short_minutes, f.made_at,
        greatest(0, s.required_minutes - s.credited_minutes - f.scheduled_minutes) as open_minutes,
        (select min(x.starts_at) from sessions as x
            where x.sentence_id = s.id and x.state = 'scheduled' and x.starts_at > $1) as next_session_at
    from sentences as s join forecasts as f on f.sentence_id = s.id
    where s.state in ('assigned', 'active') and f.pace is not null
"""


async def forecasts(
    conn: Connection, actor: Actor, pace: Pace | None, after: UUID | None, limit: int, now: datetime
) -> dict[str, Any]:
    """Of the caller's cases; coordinators and auditors see all. The worst come first, then those that end first.

    `pace` None: all that are not on pace."""
    rows = await conn.fetch(
        f"{_ITEMS} and f.pace = any($2) and ($3 or {own_case('s', actor.roles, '$4')})"
        f" and ($5::uuid is null or {_ORDER} > (select {_ORDER[1:-1]} from sentences as s"
        "  left join forecasts as f on f.sentence_id = s.id where s.id = $5))"
        f" order by {_ORDER[1:-1]} limit $6",
        *(now, [pace] if pace else ["cannot_finish", "at_risk"], bool(actor.roles & EVERYWHERE), actor.organisation),
        *(after, limit + 1),
    )
    return page([ForecastItem(**row) for row in rows], limit, lambda item: item.sentence_id)
