"""The figures that are shown over time: counts alone, of nobody in particular."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date

from shared.postgres.pool import Connection

_SENTENCES = """
    select s.state, coalesce(case when s.state in ('assigned', 'active') then f.pace end, 'none') as pace,
        count(*)::integer as count, sum(s.credited_minutes)::bigint as minutes
    from sentences as s left join forecasts as f on f.sentence_id = s.id group by 1, 2
"""
_PLACES = """
    select greatest(0, coalesce((select sum(slot.capacity) from site_slots as slot
        join sites as s on s.id = slot.site_id where s.state = 'open'), 0)
    - (select count(*) from sessions as x join sites as s on s.id = x.site_id
        where s.state = 'open' and x.on_date between $1::date and $1::date + 6))::integer
"""


@dataclass(frozen=True, slots=True)
class Gauges:
    """`sentences`: by state and pace, which is `none` where there is no forecast. `alarms`: those open, by kind."""

    sentences: Counter[tuple[str, str]]
    credited_minutes: int
    alarms: Counter[str]
    places_free: int


async def gauges(conn: Connection, today: date) -> Gauges:
    sentences = await conn.fetch(_SENTENCES)
    alarms = await conn.fetch("select kind, count(*)::integer as count from alarms where state = 'open' group by kind")
    return Gauges(
        Counter({(row["state"], row["pace"]): row["count"] for row in sentences}),
        sum(row["minutes"] for row in sentences),
        Counter({row["kind"]: row["count"] for row in alarms}),
        await conn.fetchval(_PLACES, today),
    )
