"""Sites for their readers."""

from __future__ import annotations

from datetime import date, time
from uuid import UUID

from pydantic import BaseModel

from services.community_service.domain.sites import PlaceKind
from services.community_service.events import SiteState
from shared.postgres.pool import Connection
from shared.postgres.rows import found


class SlotView(BaseModel):
    """Local times; `weekday` is ISO (1 is Monday)."""

    id: UUID
    weekday: int
    starts: time
    ends: time
    capacity: int


class SiteView(BaseModel):
    """`supervisors`: those named last; `GET …/supervisors` has everybody's days."""

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
    place_kind: PlaceKind | None
    state: SiteState
    suspended_by: str | None
    slots: list[SlotView]
    supervisors: list[str]
    version: int


async def site(conn: Connection, site_id: UUID) -> SiteView:
    row = await conn.fetchrow("select *, stream_version(id::text) as version from sites where id = $1", site_id)
    fields = found(row, "site", site_id)
    slots = await conn.fetch(
        "select id, weekday, starts, ends, capacity from site_slots where site_id = $1 order by weekday, starts",
        site_id,
    )
    supervisors = await conn.fetch(
        "select subject from site_supervisors where site_id = $1 and until_day is null order by subject", site_id
    )
    return SiteView(
        **fields,
        slots=[SlotView(**slot) for slot in slots],
        supervisors=[each["subject"] for each in supervisors],
    )


class ClosedDay(BaseModel):
    on: date
    reason: str


class SiteDetailsView(BaseModel):
    works_on_holidays: bool
    works_on_joint_leave: bool
    closed_days: list[ClosedDay]
    skills_required: list[str]
    skills_helpful: list[str]


async def site_details(conn: Connection, site_id: UUID) -> SiteDetailsView:
    works = "select works_on_holidays, works_on_joint_leave from sites where id = $1"
    row = found(await conn.fetchrow(works, site_id), "site", site_id)
    closed = await conn.fetch(
        "select on_date as on, reason from site_closed_days where site_id = $1 order by on_date", site_id
    )
    skills = await conn.fetch("select skill, required from site_skills where site_id = $1 order by skill", site_id)
    return SiteDetailsView(
        works_on_holidays=row["works_on_holidays"],
        works_on_joint_leave=row["works_on_joint_leave"],
        closed_days=[ClosedDay(**each) for each in closed],
        skills_required=[s["skill"] for s in skills if s["required"]],
        skills_helpful=[s["skill"] for s in skills if not s["required"]],
    )
