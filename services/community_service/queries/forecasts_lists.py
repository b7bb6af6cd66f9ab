"""Running sentences by their forecast: which ones will not be done in time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Self
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


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where a page ended: how urgent, the last day, the case.

    As they were then: a case that is on pace by now, or whose last day has moved, hides none of those behind it."""

    rank: int
    ends_on: date
    id: UUID

    @classmethod
    def read(cls, text: str) -> Self:
        rank, ends_on, id_ = text.split(".")
        return cls(int(rank), date.fromisoformat(ends_on), UUID(id_))

    def __str__(self) -> str:
        return f"{self.rank}.{self.ends_on}.{self.id}"


RANK = "case {} when 'cannot_finish' then 0 when 'at_risk' then 1 else 2 end"
"""SQL: how urgent the pace `{}` is."""
_RANKS: dict[Pace, int] = {"cannot_finish": 0, "at_risk": 1, "on_pace": 2}
_ORDER = f"{RANK.format('f.pace')}, s.ends_on, s.id"
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
    conn: Connection, actor: Actor, pace: Pace | None, after: str | None, limit: int, now: datetime
) -> dict[str, Any]:
    """Of the caller's cases; coordinators and auditors see all. The worst come first, then those that end first.

    `pace` None: all that are not on pace. `after` is a `Cursor`."""
    cursor = Cursor.read(after) if after else None
    rows = await conn.fetch(
        f"{_ITEMS} and f.pace = any($2) and ($3 or {own_case('s', actor.roles, '$4')})"
        f" and ($5::integer is null or ({_ORDER}) > ($5, $6::date, $7::uuid)) order by {_ORDER} limit $8",
        *(now, [pace] if pace else ["cannot_finish", "at_risk"], bool(actor.roles & EVERYWHERE), actor.organisation),
        *((cursor.rank, cursor.ends_on, cursor.id) if cursor else (None, None, None)),
        limit + 1,
    )
    return page([ForecastItem(**row) for row in rows], limit, _cursor)


def _cursor(item: ForecastItem) -> Cursor:
    return Cursor(_RANKS[item.pace], item.ends_on, item.sentence_id)
