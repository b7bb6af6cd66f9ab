"""What a supervisor needs in the field, and what a second person sees of what came from a phone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date, datetime, timedelta
from typing import Literal
from uuid import UUID

from pydantic import BaseModel

from services.community_service.domain.field import Kind
from services.community_service.domain.persons import muster_name
from services.community_service.events import Outcome, SiteState
from services.community_service.queries.participants import need_participant
from services.community_service.store.supervisors import is_supervisor, on_day
from shared.clock import local_day
from shared.edge.access import Actor
from shared.postgres.pool import Connection, Row
from shared.postgres.rows import found


class FieldSession(BaseModel):
    """One person's session: how the person is called, and what is recorded. Nothing tells what the case is about, or
    that somebody is a child."""

    id: UUID
    on: date
    starts_at: datetime
    ends_at: datetime
    muster_name: str
    state: Literal["scheduled", "checked_in", "recorded", "signed_off"]
    outcome: Outcome | None
    checked_in_at: datetime | None
    checked_out_at: datetime | None
    safety_gear: bool | None
    work_quality: str | None
    behaviour: str | None


class FieldSite(BaseModel):
    """`state`: whoever is booked at a suspended site stays listed; the counsellor or coordinator decides about them."""

    id: UUID
    name: str
    state: SiteState
    sessions: list[FieldSession]


class TodayView(BaseModel):
    """The caller's sites with their sessions of yesterday, today and tomorrow in local time. `version` is that of this
    form of answer."""

    version: Literal[1] = 1
    subject: str
    today: date
    sites: list[FieldSite]


_TODAY = """
    select t.id as site_id, t.name as site_name, t.state as site_state, s.id, s.on_date as on, s.starts_at, s.ends_at,
        s.state, s.outcome, s.checked_in_at, s.checked_out_at, s.safety_gear, s.work_quality, s.behaviour,
        p.person_id, p.name
    from sites as t
    join site_supervisors as v on v.site_id = t.id and v.subject = $1 and v.from_day <= $3
        and (v.until_day is null or v.until_day >= $2)
    left join sessions_as_corrected as s on s.site_id = t.id and s.on_date between $2 and $3 and {on_the_day}
    left join persons as p on p.person_id = s.person_id
    where t.state = 'open' or s.id is not null
    order by t.name, t.id, s.starts_at, s.id
""".replace("{on_the_day}", on_day("v", "s.on_date"))


async def today(conn: Connection, actor: Actor, now: datetime) -> tuple[TodayView, list[UUID]]:
    """The list, and the persons who are named in it."""
    day = local_day(now)
    rows = await conn.fetch(_TODAY, actor.subject, day - timedelta(days=1), day + timedelta(days=1))
    sites: dict[UUID, FieldSite] = {}
    for row in rows:
        named = FieldSite(id=row["site_id"], name=row["site_name"], state=row["site_state"], sessions=[])
        site = sites.setdefault(row["site_id"], named)
        if row["id"]:
            site.sessions.append(_session(row))
    for site in sites.values():
        site.sessions.sort(key=lambda each: (each.starts_at, each.muster_name, each.id))
    persons = [row["person_id"] for row in rows if row["person_id"]]
    return TodayView(subject=actor.subject, today=day, sites=list(sites.values())), persons


def _session(row: Row) -> FieldSession:
    known = {name: row[name] for name in FieldSession.model_fields if name != "muster_name"}
    return FieldSession(**known, muster_name=muster_name(row["name"]))


class EntryView(BaseModel):
    """What a phone sent about a session. `at` is its time by the service's clock: `device_at` plus `offset_ms`, which
    was `offset_age_s` old. `recorded_late`: it came more than ten minutes after. `clock_apart_s`: so far the phone's
    clock was moved. `status`: `proposed` where it was refused and became a correction."""

    id: UUID
    session_id: UUID
    kind: Kind
    subject: str
    status: Literal["recorded", "proposed"]
    at: datetime
    device_at: datetime
    offset_ms: int
    offset_age_s: int
    received_at: datetime
    recorded_late: bool
    clock_apart_s: int
    accuracy_m: int | None
    place_age_s: int | None
    app_version: str
    correction_id: UUID | None


async def entries_of(conn: Connection, session_ids: Collection[UUID]) -> Mapping[UUID, list[EntryView]]:
    """By session, in the order of their times. Nobody is asked who may see them."""
    rows = await conn.fetch(
        "select e.id, e.session_id, e.kind, e.subject, e.at, e.device_at, e.offset_ms, e.offset_age_s, e.received_at,"
        " e.recorded_late, e.clock_apart_s, e.accuracy_m, e.place_age_s, e.app_version, r.correction_id,"
        " case when e.fact_version is null then 'proposed' else 'recorded' end as status"
        " from field_entries as e left join field_refusals as r on r.entry_id = e.id"
        " where e.session_id = any($1) and (e.fact_version is not null or r.state = 'proposed') order by e.at, e.id",
        list(session_ids),
    )
    by_session = defaultdict[UUID, list[EntryView]](list)
    for row in rows:
        by_session[row["session_id"]].append(EntryView(**row))
    return by_session


async def session_entries(conn: Connection, session_id: UUID, actor: Actor) -> list[EntryView]:
    """For the offices of the case, and the supervisors of the site on that day. Raises NotFound, Forbidden."""
    row = await conn.fetchrow("select sentence_id, site_id, on_date from sessions where id = $1", session_id)
    session = found(row, "session", session_id)
    day = session["on_date"]
    own = "supervisor" in actor.roles and await is_supervisor(conn, session["site_id"], actor.subject, day, day)
    if not own:
        await need_participant(conn, session["sentence_id"], actor)
    return (await entries_of(conn, [session_id])).get(session_id, [])
