"""Where alarms gather: by site, kind and week. Weeks are local and begin on Monday. No person and no case is named."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from pydantic import BaseModel

from services.community_service.events import Misuse
from shared.clock import LOCAL_ZONE
from shared.edge.spans import Span
from shared.edge.spreadsheets import stream
from shared.postgres.pool import Connection, Pool

MOST_DAYS = 371
"""Fifty-three weeks."""
LATELY_DAYS = 84
"""Twelve weeks."""


class AlarmWeek(BaseModel):
    """Alarms of a kind that were raised about a site in a week, and how many of them are open."""

    site_id: UUID
    site: str
    kind: Misuse
    monday: date
    raised: int
    open: int


class AlarmWeeks(BaseModel):
    """`mondays`: every week of the span, the oldest first; `cells` has none that is empty, the worst sites first."""

    mondays: list[date]
    cells: list[AlarmWeek]


_CELLS = """
    select a.site_id, t.name as site, a.kind, date_trunc('week', a.raised_at at time zone $3)::date as monday,
        count(*)::integer as raised, (count(*) filter (where a.state = 'open'))::integer as open
    from alarms as a join sites as t on t.id = a.site_id
    where a.raised_at >= $1 and a.raised_at < $2 and ($4::text is null or a.kind = $4)
    group by a.site_id, t.name, a.kind, monday
    order by sum(count(*)) over (partition by a.site_id) desc, t.name, a.site_id, monday, a.kind
"""


def whole_weeks(span: Span) -> Span:
    """From the Monday of its first day to the Sunday of its last."""
    return Span(span.first - timedelta(days=span.first.weekday()), span.last + timedelta(days=6 - span.last.weekday()))


async def alarm_weeks(conn: Connection, span: Span, kind: Misuse | None) -> AlarmWeeks:
    """Of every case, for coordinators and auditors."""
    weeks = whole_weeks(span)
    rows = await conn.fetch(_CELLS, weeks.begins, weeks.ends, LOCAL_ZONE.key, kind)
    return AlarmWeeks(mondays=[day for day in weeks if day.weekday() == 0], cells=[AlarmWeek(**row) for row in rows])


def alarm_weeks_csv(pool: Pool, span: Span, kind: Misuse | None) -> AsyncIterator[bytes]:
    async def read(conn: Connection, after: Any) -> dict[str, Any]:
        del after
        return {"items": (await alarm_weeks(conn, span, kind)).cells, "next": None}

    return stream(pool, tuple(AlarmWeek.model_fields), read)
