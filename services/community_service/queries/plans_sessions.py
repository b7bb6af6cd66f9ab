"""The sessions of a case as planned: what is booked now, and what a proposed plan would keep, add and cancel."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from uuid import UUID

from pydantic import BaseModel

from services.community_service.domain.calendar import minutes_between
from services.community_service.domain.geography import Point
from services.community_service.queries.plans import PlannedSession, PlanView, plan
from services.community_service.store.plans_format import read_basis
from shared.clock import LOCAL_ZONE
from shared.postgres.pool import Connection, Row


class PlannedLine(BaseModel):
    """Local time. `id` is null where nobody has booked it yet. `kilometres`: from the person's home area; null where it
    is not known, or where the caller has said no purpose today."""

    id: UUID | None
    site_id: UUID
    site_name: str
    on: date
    starts: time
    ends: time
    minutes: int
    kilometres: float | None


class CurrentPlanView(BaseModel):
    """`sessions`: booked and still to come, the earliest first. `confirmed_plan_id` is null where nothing was planned,
    as with a placement by hand. `proposed_plan_id`: the latest proposal, if it waits for its confirmation."""

    sentence_id: UUID
    confirmed_plan_id: UUID | None
    confirmed_at: datetime | None
    proposed_plan_id: UUID | None
    minutes: int
    completes_on: date | None
    sessions: list[PlannedLine]


class PlanComparison(BaseModel):
    """A plan beside the schedule that it was made from: sessions that stay, come, and go. `outdated`: the schedule has
    changed since, and the plan cannot be confirmed any more."""

    plan: PlanView
    outdated: bool
    kept: list[PlannedLine]
    added: list[PlannedLine]
    gone: list[PlannedLine]


_LATEST = """
    select max(confirmed_at) as confirmed_at,
        (array_agg(id order by confirmed_at desc) filter (where state = 'confirmed'))[1] as confirmed,
        (array_agg(case state when 'proposed' then id end order by made_at desc, id desc))[1] as proposed
    from plans where sentence_id = $1
"""
_AHEAD = """
    select s.id, s.site_id, s.starts_at, s.ends_at from sessions as s
    where s.sentence_id = $1 and s.state = 'scheduled' and s.starts_at > $2 order by s.starts_at
"""
_BY_ID = """
    select id, site_id, starts_at, ends_at from sessions where id = any($1)
    union all select id, site_id, starts_at, ends_at from cancelled_sessions where id = any($1)
"""


async def current_plan(conn: Connection, sentence_id: UUID, home: Point | None, now: datetime) -> CurrentPlanView:
    latest = await conn.fetchrow(_LATEST, sentence_id)
    assert latest
    rows = await conn.fetch(_AHEAD, sentence_id, now)
    sites = await _sites(conn, {row["site_id"] for row in rows})
    lines = [_booked(row, sites, home) for row in rows]
    return CurrentPlanView(
        sentence_id=sentence_id,
        confirmed_plan_id=latest["confirmed"],
        confirmed_at=latest["confirmed_at"],
        proposed_plan_id=latest["proposed"],
        minutes=sum(line.minutes for line in lines),
        completes_on=max((line.on for line in lines), default=None),
        sessions=lines,
    )


async def comparison(conn: Connection, plan_id: UUID, home: Point | None, now: datetime) -> PlanComparison:
    """Raises NotFound."""
    view = await plan(conn, plan_id)
    rows = {row["id"]: row for row in await conn.fetch(_BY_ID, [*view.kept, *view.cancelled])}
    ids = {row["site_id"] for row in rows.values()} | {each.site_id for each in view.sessions}
    sites = await _sites(conn, ids)
    return PlanComparison(
        plan=view,
        outdated=view.state == "proposed" and await _outdated(conn, view, now),
        kept=_lines(rows, view.kept, sites, home),
        added=[_new(each, sites, home) for each in view.sessions],
        gone=_lines(rows, view.cancelled, sites, home),
    )


async def _outdated(conn: Connection, view: PlanView, now: datetime) -> bool:
    basis = read_basis(await conn.fetchval("select basis::text from plans where id = $1", view.id))
    ahead = await conn.fetch(_AHEAD, view.sentence_id, now)
    return basis.sessions != {row["id"] for row in ahead}


async def _sites(conn: Connection, ids: set[UUID]) -> dict[UUID, Row]:
    rows = await conn.fetch("select id, name, latitude, longitude from sites where id = any($1)", list(ids))
    return {row["id"]: row for row in rows}


def _lines(
    rows: Mapping[UUID, Row], ids: Sequence[UUID], sites: Mapping[UUID, Row], home: Point | None
) -> list[PlannedLine]:
    """A session that is in no table any more is left out: none is ever removed but by its cancellation."""
    found = sorted((rows[id_] for id_ in ids if id_ in rows), key=lambda row: row["starts_at"])
    return [_booked(row, sites, home) for row in found]


def _booked(row: Row, sites: Mapping[UUID, Row], home: Point | None) -> PlannedLine:
    starts, ends = (row[name].astimezone(LOCAL_ZONE) for name in ("starts_at", "ends_at"))
    site = sites[row["site_id"]]
    return PlannedLine(
        id=row["id"],
        site_id=site["id"],
        site_name=site["name"],
        on=starts.date(),
        starts=starts.time(),
        ends=ends.time(),
        minutes=minutes_between(starts, ends),
        kilometres=_kilometres(site, home),
    )


def _new(each: PlannedSession, sites: Mapping[UUID, Row], home: Point | None) -> PlannedLine:
    site = sites[each.site_id]
    return PlannedLine(**dict(each), id=None, site_name=site["name"], kilometres=_kilometres(site, home))


def _kilometres(site: Row, home: Point | None) -> float | None:
    if home is None:
        return None
    return round(home.metres_to(Point(site["latitude"], site["longitude"])) / 1000, 1)
