"""Plans as they are shown."""

from __future__ import annotations

from datetime import date, datetime, time
from uuid import UUID

from pydantic import BaseModel

from services.community_service.domain.plans.problem import Family
from services.community_service.queries.participants import need_participant
from shared.edge.access import Actor
from shared.postgres.pool import Connection
from shared.postgres.rows import found


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


async def plan(conn: Connection, plan_id: UUID) -> PlanView:
    row = await conn.fetchrow(
        "select id, sentence_id, state, made_at, confirmed_at, answer::text as answer from plans where id = $1", plan_id
    )
    fields = found(row, "plan", plan_id)
    answer = PlanAnswer.model_validate_json(fields.pop("answer"))
    return PlanView(**answer.model_dump(), **fields)


async def own_plan(conn: Connection, plan_id: UUID, actor: Actor) -> PlanView:
    """A plan for the counsellors of its case; coordinators see all. Raises NotFound, Forbidden."""
    view = await plan(conn, plan_id)
    await need_participant(conn, view.sentence_id, actor, roles={"counsellor"}, everywhere={"coordinator"})
    return view
