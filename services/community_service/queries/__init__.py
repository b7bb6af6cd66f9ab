"""Read SQL straight into answers, past the domain."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from pydantic import BaseModel

from services.community_service.events import Outcome, SentenceState, SiteState
from services.community_service.queries.forecasts import ForecastView, forecast
from services.community_service.queries.oversight import OPEN_MATTERS
from shared.edge.access import Actor
from shared.edge.paging import page
from shared.errors import Forbidden, NotFound
from shared.postgres.pool import Connection, Row


class OfficeView(BaseModel):
    """An office of a case; id and name are null until the register has told us of it."""

    code: str
    id: UUID | None
    name: str | None


class SessionView(BaseModel):
    """A session as it stands after its corrections. `present_minutes` lie within the schedule; sign-off credits."""

    id: UUID
    sentence_id: UUID
    placement_id: UUID
    site_id: UUID
    on: date
    starts_at: datetime
    ends_at: datetime
    scheduled_minutes: int
    state: str
    outcome: Outcome | None
    attended: bool | None
    enforceable: bool | None
    checked_in_at: datetime | None
    checked_out_at: datetime | None
    present_minutes: int
    credited_minutes: int | None
    safety_gear: bool | None
    work_quality: str | None
    behaviour: str | None
    checked_in_by: str | None
    recorded_by: str | None
    signed_off_by: str | None
    corrected: bool


class PlacementView(BaseModel):
    """`needs_decision`: sessions are still to be held, but the site takes nobody new any more."""

    id: UUID
    sentence_id: UUID
    site_id: UUID
    site_state: SiteState
    needs_decision: bool
    confirmed_at: datetime
    sessions: list[SessionView]


class SentenceView(BaseModel):
    """A sentence and its balance in minutes, without the person: what remains is negative where more is served than a
    changed verdict asks. `child` stays inside: no fact says it."""

    id: UUID
    court: OfficeView
    prosecutor: OfficeView
    probation_office: OfficeView
    verdict_number: str
    verdict_date: date
    child: bool
    state: SentenceState
    starts_on: date
    ends_on: date
    required_minutes: int
    repeat_minutes: int
    credited_minutes: int
    remaining_minutes: int
    open_alarms: int
    open_corrections: int
    review: str | None
    daily_cap_minutes: int
    replaced_prison_days: int
    replaced_fine_rupiah: int
    needs_decision: bool
    forecast: ForecastView | None
    placements: list[PlacementView]
    version: int


class SentenceSummary(BaseModel):
    id: UUID
    court_code: str
    verdict_number: str
    prosecutor_code: str
    probation_office_code: str
    state: SentenceState
    starts_on: date
    ends_on: date
    required_minutes: int
    credited_minutes: int
    remaining_minutes: int


class PersonView(BaseModel):
    """Personal data: every read is logged with its purpose. Skills come from completed training."""

    person_id: UUID
    name: str
    birth_date: date
    skills: list[str]


class SlotView(BaseModel):
    """Local times; `weekday` is ISO (1 is Monday)."""

    id: UUID
    weekday: int
    starts: time
    ends: time
    capacity: int


class SiteView(BaseModel):
    id: UUID
    agreement_id: UUID
    agency_id: UUID
    host_organisation_id: UUID | None
    name: str
    address: str
    latitude: float
    longitude: float
    activities: list[str]
    child_friendly: bool
    state: SiteState
    suspended_by: str | None
    slots: list[SlotView]
    supervisors: list[str]
    version: int


class SiteSummary(BaseModel):
    id: UUID
    agency_id: UUID
    name: str
    child_friendly: bool
    state: SiteState


_VERSION = "stream_version(id::text) as version"
_SESSIONS = """
    select s.id, s.sentence_id, s.placement_id, s.site_id, s.on_date as on, s.starts_at, s.ends_at,
        (extract(epoch from s.ends_at - s.starts_at) / 60)::integer as scheduled_minutes,
        s.state, s.outcome, code.attended, code.enforceable, s.checked_in_at, s.checked_out_at,
        coalesce(greatest(0, floor(extract(epoch from least(s.checked_out_at, s.ends_at)
            - greatest(s.checked_in_at, s.starts_at)) / 60)), 0)::integer as present_minutes,
        (select sum(minutes)::integer from credits where session_id = s.id) as credited_minutes,
        s.safety_gear, s.work_quality, s.behaviour, s.checked_in_by, s.recorded_by, s.signed_off_by,
        s.corrected_by is not null as corrected
    from sessions_as_corrected as s left join outcome_codes as code on code.code = s.outcome
"""
_PLACEMENTS = """
    select p.id, p.sentence_id, p.site_id, p.confirmed_at, site.state as site_state,
        site.state <> 'open' and exists (
            select from sessions where placement_id = p.id and state = 'scheduled') as needs_decision
    from placements as p join sites as site on site.id = p.site_id
"""


async def sentence(conn: Connection, sentence_id: UUID) -> SentenceView:
    row = await conn.fetchrow(f"select *, {_VERSION}, {OPEN_MATTERS} from sentences where id = $1", sentence_id)
    found = _found(row, "sentence", sentence_id)
    offices = await _offices(conn, found["court_code"], found["prosecutor_code"], found["probation_office_code"])
    placements = await conn.fetch(f"{_PLACEMENTS} where p.sentence_id = $1 order by p.id", sentence_id)
    sessions = await conn.fetch(f"{_SESSIONS} where s.sentence_id = $1 order by s.starts_at", sentence_id)
    views = [_placement(p, [s for s in sessions if s["placement_id"] == p["id"]]) for p in placements]
    return SentenceView(
        **found,
        court=offices[found["court_code"]],
        prosecutor=offices[found["prosecutor_code"]],
        probation_office=offices[found["probation_office_code"]],
        child=found["regime"] == "child",
        remaining_minutes=found["required_minutes"] - found["credited_minutes"],
        needs_decision=found["review"] == "open" or any(view.needs_decision for view in views),
        forecast=await forecast(conn, sentence_id),
        placements=views,
    )


async def own_sentence(conn: Connection, sentence_id: UUID, actor: Actor) -> SentenceView:
    """A sentence for the people of its case; coordinators and auditors see all. Raises NotFound, Forbidden."""
    view = await sentence(conn, sentence_id)
    offices = {"court_clerk": view.court, "prosecutor": view.prosecutor, "counsellor": view.probation_office}
    if not actor.roles & {"coordinator", "auditor"}:
        actor.require_organisation(*(office.id for role, office in offices.items() if role in actor.roles))
    return view


async def _offices(conn: Connection, *codes: str) -> dict[str, OfficeView]:
    rows = await conn.fetch(
        "select code, organisation_id as id, name from organisations where code = any($1)", list(codes)
    )
    known = {row["code"]: OfficeView(**row) for row in rows}
    return {code: known.get(code) or OfficeView(code=code, id=None, name=None) for code in codes}


async def sentences(
    conn: Connection, actor: Actor, state: str | None, after: UUID | None, limit: int
) -> dict[str, Any]:
    """A page of the caller's cases, newest id last; coordinators and auditors see all."""
    offices = {"court_clerk": "court_code", "prosecutor": "prosecutor_code", "counsellor": "probation_office_code"}
    everywhere = bool(actor.roles & {"coordinator", "auditor"})
    mine = " or ".join(f"{field} = own.code" for role, field in offices.items() if role in actor.roles) or "false"
    rows = await conn.fetch(
        "select id, court_code, verdict_number, prosecutor_code, probation_office_code, state, starts_on, ends_on,"
        " required_minutes, credited_minutes, required_minutes - credited_minutes as remaining_minutes from sentences"
        " where ($1::text is null or state = $1) and ($2::uuid is null or id > $2)"
        f" and ($3 or exists (select from organisations as own where own.organisation_id = $4 and ({mine})))"
        " order by id limit $5",
        *(state, after, everywhere, actor.organisation, limit + 1),
    )
    return page([SentenceSummary(**row) for row in rows], limit, lambda view: view.id)


async def person(conn: Connection, sentence_id: UUID) -> PersonView:
    row = await conn.fetchrow(
        "select p.person_id, p.name, p.birth_date,"
        " array(select distinct skill from skills where skills.person_id = p.person_id order by skill) as skills"
        " from sentences as s join persons as p using (person_id) where s.id = $1",
        sentence_id,
    )
    return PersonView(**_found(row, "sentence", sentence_id))


async def placement(conn: Connection, placement_id: UUID) -> PlacementView:
    row = await conn.fetchrow(f"{_PLACEMENTS} where p.id = $1", placement_id)
    if row is None:
        raise NotFound(what="placement", id=placement_id)
    return _placement(row, await conn.fetch(f"{_SESSIONS} where s.placement_id = $1 order by s.starts_at", row["id"]))


def _placement(row: Row, sessions: list[Row]) -> PlacementView:
    return PlacementView(**row, sessions=[SessionView(**s) for s in sessions])


async def session(conn: Connection, session_id: UUID) -> SessionView:
    row = await conn.fetchrow(f"{_SESSIONS} where s.id = $1", session_id)
    return SessionView(**_found(row, "session", session_id))


async def site_sessions(
    conn: Connection, site_id: UUID, on: date, actor: Actor, after: UUID | None, limit: int
) -> dict[str, Any]:
    """The sessions of a site on a day: for its supervisors, and for coordinators and auditors everywhere."""
    view = await site(conn, site_id)
    if not actor.roles & {"coordinator", "auditor"} and actor.subject not in view.supervisors:
        raise Forbidden(why="you are not a supervisor of this site / Anda bukan pengawas lokasi ini")
    rows = await conn.fetch(
        f"{_SESSIONS} where s.site_id = $1 and s.on_date = $2 and ($3::uuid is null or s.id > $3)"
        " order by s.id limit $4",
        *(site_id, on, after, limit + 1),
    )
    return page([SessionView(**row) for row in rows], limit, lambda each: each.id)


async def site(conn: Connection, site_id: UUID) -> SiteView:
    row = await conn.fetchrow(f"select *, {_VERSION} from sites where id = $1", site_id)
    found = _found(row, "site", site_id)
    slots = await conn.fetch(
        "select id, weekday, starts, ends, capacity from site_slots where site_id = $1 order by weekday, starts",
        site_id,
    )
    supervisors = await conn.fetch("select subject from site_supervisors where site_id = $1 order by subject", site_id)
    return SiteView(
        **found, slots=[SlotView(**slot) for slot in slots], supervisors=[row["subject"] for row in supervisors]
    )


async def sites(
    conn: Connection, state: str | None, child_friendly: bool | None, after: UUID | None, limit: int
) -> dict[str, Any]:
    rows = await conn.fetch(
        "select id, agency_id, name, child_friendly, state from sites where ($1::text is null or state = $1)"
        " and ($2::boolean is null or child_friendly = $2) and ($3::uuid is null or id > $3) order by id limit $4",
        *(state, child_friendly, after, limit + 1),
    )
    return page([SiteSummary(**row) for row in rows], limit, lambda view: view.id)


def _found(row: Row | None, what: str, wanted: UUID) -> dict[str, Any]:
    if row is None:
        raise NotFound(what=what, id=wanted)
    return dict(row)
