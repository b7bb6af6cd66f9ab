"""Plans, availability and site details as they are shown."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from pydantic import BaseModel

from services.community_service.domain.availability import BlockedKind
from services.community_service.domain.planning.problem import Family
from shared.edge.access import Actor
from shared.errors import NotFound
from shared.postgres.pool import Connection


class PlannedSession(BaseModel):
    """Local time."""

    site_id: UUID
    on: date
    starts: time
    ends: time
    minutes: int


class RelaxationView(BaseModel):
    """`gained_minutes` more would fit without this constraint; `enough`: then all would. `needed`: the minutes a day,
    or the days after the period, with which all would fit."""

    constraint: Family
    gained_minutes: int
    enough: bool
    needed: int | None
    text_id: str
    text_en: str


class FullSlot(BaseModel):
    site_id: UUID
    slot_id: UUID
    on: date


class ExplanationView(BaseModel):
    """Why there is no plan, in minutes; what would help comes first."""

    needed_minutes: int
    schedulable_minutes: int
    short_minutes: int
    usable_days: int
    days_missing: int
    relaxations: list[RelaxationView]
    full_slots: list[FullSlot]


class PlanAnswer(BaseModel):
    """What planning found: `sessions` are new, `kept` stay, `cancelled` go. Or the explanation why there is no plan.

    `optimal`: proved that no plan completes as early with fewer sites and shorter ways."""

    needed_minutes: int
    sessions: list[PlannedSession] = []
    kept: list[UUID] = []
    cancelled: list[UUID] = []
    completes_on: date | None = None
    sites: int = 0
    kilometres: float = 0
    optimal: bool = False
    explanation: ExplanationView | None = None


class PlanView(PlanAnswer):
    id: UUID
    sentence_id: UUID
    state: str
    made_at: datetime
    confirmed_at: datetime | None


class BatchItem(BaseModel):
    """One sentence of a batch: its plan, or why it was not planned."""

    sentence_id: UUID
    plan: PlanView | None
    refusal: str | None


class BatchView(BaseModel):
    proposed: int
    impossible: int
    refused: int
    items: list[BatchItem]


class BlockedTime(BaseModel):
    """Local times, on a weekday (ISO, 1 is Monday), on days from `starts_on` to `ends_on`, or on both together."""

    kind: BlockedKind
    starts: time
    ends: time
    weekday: int | None = None
    starts_on: date | None = None
    ends_on: date | None = None


class AvailabilityView(BaseModel):
    """Personal data. `home` is an area, not an address; skills come from completed training."""

    latitude: float | None
    longitude: float | None
    blocked: list[BlockedTime]
    skills: list[str]


class ClosedDay(BaseModel):
    on: date
    reason: str


class SiteDetailsView(BaseModel):
    works_on_holidays: bool
    closed_days: list[ClosedDay]
    skills_required: list[str]
    skills_helpful: list[str]


async def plan(conn: Connection, plan_id: UUID) -> PlanView:
    row = await conn.fetchrow(
        "select id, sentence_id, state, made_at, confirmed_at, answer::text as answer from plans where id = $1", plan_id
    )
    if row is None:
        raise NotFound(what="plan", id=plan_id)
    said: dict[str, Any] = dict(row)
    return PlanView(**PlanAnswer.model_validate_json(said.pop("answer")).model_dump(), **said)


async def own_plan(conn: Connection, plan_id: UUID, actor: Actor) -> PlanView:
    """A plan for the counsellors of its case; coordinators see all. Raises NotFound, Forbidden."""
    view = await plan(conn, plan_id)
    if "coordinator" not in actor.roles:
        office = await conn.fetchval(
            "select o.organisation_id from sentences as s join organisations as o on o.code = s.probation_office_code"
            " where s.id = $1",
            view.sentence_id,
        )
        actor.require_organisation(office)
    return view


async def availability(conn: Connection, person_id: UUID) -> AvailabilityView:
    blocked = await conn.fetch(
        "select kind, starts, ends, weekday, starts_on, ends_on from blocked_times where person_id = $1 order by id",
        person_id,
    )
    home = await conn.fetchrow("select latitude, longitude from person_homes where person_id = $1", person_id)
    skills = await conn.fetch("select distinct skill from skills where person_id = $1 order by skill", person_id)
    return AvailabilityView(
        latitude=home["latitude"] if home else None,
        longitude=home["longitude"] if home else None,
        blocked=[BlockedTime(**row) for row in blocked],
        skills=[row["skill"] for row in skills],
    )


async def site_details(conn: Connection, site_id: UUID) -> SiteDetailsView:
    row = await conn.fetchrow("select works_on_holidays from sites where id = $1", site_id)
    if row is None:
        raise NotFound(what="site", id=site_id)
    closed = await conn.fetch(
        "select on_date as on, reason from site_closed_days where site_id = $1 order by on_date", site_id
    )
    skills = await conn.fetch("select skill, required from site_skills where site_id = $1 order by skill", site_id)
    return SiteDetailsView(
        works_on_holidays=row["works_on_holidays"],
        closed_days=[ClosedDay(**each) for each in closed],
        skills_required=[s["skill"] for s in skills if s["required"]],
        skills_helpful=[s["skill"] for s in skills if not s["required"]],
    )
