"""Plans as they are shown."""

from __future__ import annotations

from datetime import date, datetime, time
from uuid import UUID

from pydantic import BaseModel

from services.community_service.domain.plans.problem import Explanation, Family
from services.community_service.domain.plans.texts import text
from services.community_service.queries.participants import need_participant
from services.community_service.store.plans_format import read_result
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


class PlanView(BaseModel):
    """What planning found: `sessions` are new, `kept` stay, `cancelled` go. Or the explanation why there is no plan.

    `optimal`: the solver proved that no plan completes as early with fewer sites and shorter ways."""

    needed_minutes: int
    sessions: list[PlannedSession]
    kept: list[UUID]
    cancelled: list[UUID]
    completes_on: date | None
    sites: int
    kilometres: float
    optimal: bool
    explanation: ExplanationView | None
    id: UUID
    sentence_id: UUID
    state: str
    made_at: datetime
    confirmed_at: datetime | None


async def plan(conn: Connection, plan_id: UUID) -> PlanView:
    """Raises NotFound."""
    row = await conn.fetchrow(
        "select id, sentence_id, state, made_at, confirmed_at, answer::text as answer from plans where id = $1", plan_id
    )
    fields = found(row, "plan", plan_id)
    result = read_result(fields.pop("answer"))
    return PlanView(
        **fields,
        needed_minutes=result.needed_minutes,
        sessions=[
            PlannedSession(site_id=s.site_id, on=s.on, starts=s.starts, ends=s.ends, minutes=s.minutes)
            for s in result.sessions
        ],
        kept=list(result.kept),
        cancelled=list(result.cancelled),
        completes_on=result.completes_on,
        sites=result.sites,
        kilometres=result.kilometres,
        optimal=result.optimal,
        explanation=_explanation(result.explanation) if result.explanation else None,
    )


def _explanation(explanation: Explanation) -> ExplanationView:
    return ExplanationView(
        needed_minutes=explanation.needed_minutes,
        schedulable_minutes=explanation.schedulable_minutes,
        short_minutes=explanation.short_minutes,
        usable_days=explanation.usable_days,
        days_missing=explanation.days_missing,
        relaxations=[
            RelaxationView(
                constraint=each.family,
                gained_minutes=each.gained_minutes,
                enough=each.enough,
                needed=each.needed,
                text_id=text(each, 0),
                text_en=text(each, 1),
            )
            for each in explanation.relaxations
        ],
        full_slots=[FullSlot(site_id=full.site_id, slot_id=full.slot_id, on=full.on) for full in explanation.full],
    )


async def own_plan(conn: Connection, plan_id: UUID, actor: Actor) -> PlanView:
    """A plan for the counsellors of its case; coordinators see all. Raises NotFound, Forbidden."""
    view = await plan(conn, plan_id)
    await need_participant(conn, view.sentence_id, actor, roles={"counsellor"}, everywhere={"coordinator"})
    return view
