"""The figures of the coordinator's first page: how cases stand, hours of the last weeks, where alarms gather.

Weeks are local and begin on Monday. No person and no case is named, but the first ones at risk."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, timedelta
from typing import get_args
from uuid import UUID

from pydantic import BaseModel

from services.community_service.domain.cases import RUNNING
from services.community_service.domain.forecasts import Pace
from services.community_service.domain.sentences import OVER
from services.community_service.events import Misuse, SentenceState
from services.community_service.queries.forecasts_lists import ForecastItem, forecasts
from services.community_service.queries.plans_needed import NEEDED
from shared.clock import LOCAL_ZONE, local_day, midnight
from shared.edge.access import Actor
from shared.postgres.pool import Connection

WEEKS = 12
MOST_SITES = 30
FIRST = 10
_ENDED = sorted(set(get_args(SentenceState)) - RUNNING)


class StateCount(BaseModel):
    """`pace` is null for sentences that are over, and before the first forecast."""

    state: SentenceState
    pace: Pace | None
    count: int


class WeekCredit(BaseModel):
    """What was served in a week and is credited, after corrections."""

    monday: date
    minutes: int


class AlarmCell(BaseModel):
    """Alarms of a kind that were raised about a site in a week, and how many of them are open."""

    site_id: UUID
    kind: Misuse
    monday: date
    raised: int
    open: int


class AlarmSite(BaseModel):
    """A site, and how many alarms were raised about it in these weeks."""

    site_id: UUID
    name: str
    raised: int


class Overview(BaseModel):
    """`mondays`: the twelve weeks, the oldest first; `credits` has all of them. `alarm_sites`: at most thirty, with the
    most alarms first; `alarms` are of these sites, without empty cells. `at_risk_first`: at most ten."""

    made_at: datetime
    mondays: list[date]
    sentences: list[StateCount]
    at_risk: int
    cannot_finish: int
    without_plan: int
    plan_outdated: int
    unsigned: int
    open_alarms: int
    credits: list[WeekCredit]
    alarm_sites: list[AlarmSite]
    alarms: list[AlarmCell]
    at_risk_first: list[ForecastItem]


_STATES = """
    select s.state, f.pace, count(*)::integer as count
    from sentences as s join forecasts as f on f.sentence_id = s.id
    where s.state in ('assigned', 'active') group by s.state, f.pace
    union all select state, null, count(*)::integer from sentences where state = any($1) group by state
"""
_CREDITS = """
    select on_date, sum(minutes)::integer as minutes from credits where on_date between $1 and $2 group by on_date
"""
_ALARMS = """
    with raised as (
        select site_id, kind, state, date_trunc('week', raised_at at time zone $2)::date as monday from alarms
        where raised_at >= $1
    ), most as (select site_id, count(*)::integer as raised from raised group by site_id order by 2 desc, 1 limit $3)
    select m.site_id, t.name, m.raised as of_site, r.kind, r.monday, count(*)::integer as raised,
        (count(*) filter (where r.state = 'open'))::integer as open
    from most as m join sites as t on t.id = m.site_id join raised as r on r.site_id = m.site_id
    group by m.site_id, t.name, m.raised, r.kind, r.monday order by m.raised desc, m.site_id, r.monday, r.kind
"""
_COUNTS = f"""
    select (select count(*)::integer from alarms where state = 'open') as open_alarms,
        (select count(*)::integer from sessions as x where x.state = 'recorded'
            and not exists (select from sentences where id = x.sentence_id and state = any($3))) as unsigned,
        count(*) filter (where n.standing = 'none')::integer as without_plan,
        count(*) filter (where n.standing = 'outdated')::integer as plan_outdated
    from ({NEEDED}) as n
"""


async def overview(conn: Connection, actor: Actor, now: datetime) -> Overview:
    """Of every case."""
    today = local_day(now)
    mondays = [_monday(today) - timedelta(weeks=WEEKS - 1 - number) for number in range(WEEKS)]
    states = [StateCount(**row) for row in await conn.fetch(_STATES, _ENDED)]
    minutes = Counter[date]()
    for row in await conn.fetch(_CREDITS, mondays[0], today):
        minutes[_monday(row["on_date"])] += row["minutes"]
    alarms = await conn.fetch(_ALARMS, midnight(mondays[0]), LOCAL_ZONE.key, MOST_SITES)
    counts = await conn.fetchrow(_COUNTS, now, today, sorted(OVER))
    assert counts
    sites = {
        row["site_id"]: AlarmSite(site_id=row["site_id"], name=row["name"], raised=row["of_site"]) for row in alarms
    }
    return Overview(
        **counts,
        made_at=now,
        mondays=mondays,
        sentences=sorted(states, key=lambda each: (each.state, each.pace or "")),
        at_risk=_of_pace(states, "at_risk"),
        cannot_finish=_of_pace(states, "cannot_finish"),
        credits=[WeekCredit(monday=monday, minutes=minutes[monday]) for monday in mondays],
        alarm_sites=list(sites.values()),
        alarms=[AlarmCell(**row) for row in alarms],
        at_risk_first=(await forecasts(conn, actor, None, None, FIRST, now))["items"],
    )


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _of_pace(states: list[StateCount], pace: Pace) -> int:
    return sum(each.count for each in states if each.pace == pace)
