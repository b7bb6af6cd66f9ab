"""What people read of programmes."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from pydantic import BaseModel

from services.training.domain.participants import RiskLevel
from services.training.events import Basis, Level, ProgrammeState
from services.training.queries.sessions import SessionView, calendar
from shared.edge.paging import page
from shared.postgres.pool import Connection
from shared.postgres.rows import VERSION, found


class ProgrammeSummary(BaseModel):
    """Both days are included; `minutes` is the whole course."""

    id: UUID
    cooperation_agreement_id: UUID
    agency_id: UUID
    institution_id: UUID
    skill: str
    title: str
    level: Level
    minutes: int
    sessions: int
    capacity: int
    taken: int
    waiting: int
    starts_on: date
    ends_on: date
    state: ProgrammeState
    needs_decision: bool


class ComponentView(BaseModel):
    """A part of the assessment: its weight in percent of the total, and the score that a pass needs in it."""

    name: str
    weight: int
    minimum: int


class TrainingBodyView(BaseModel):
    """The private body that teaches. `last_day` of its accreditation as known now."""

    id: UUID
    name: str
    accreditation_number: str
    issuer: str
    valid_from: date
    valid_until: date
    last_day: date


class ProgrammeView(ProgrammeSummary):
    """`min_attendance` in percent of the sessions that count, `min_score` of 100, ages in completed years.

    `attendance_basis`: all sessions count, or those since the person joined; `min_share` percent of those planned at
    least. `max_attempts` at one component, null for no limit."""

    min_age: int
    max_age: int
    prior_skill: str | None
    prior_level: Level | None
    risk_levels: list[RiskLevel]
    min_attendance: int
    min_score: int
    attendance_basis: Basis
    min_share: int
    max_attempts: int | None
    components: list[ComponentView]
    training_body: TrainingBodyView | None
    for_children: bool
    calendar: list[SessionView]
    version: int


async def programme(conn: Connection, programme_id: UUID) -> ProgrammeView:
    row = await conn.fetchrow(f"select *, {VERSION} from programmes where id = $1", programme_id)
    columns = found(row, "programme", programme_id)
    parts = zip(*(columns[f"component_{name}"] for name in ("names", "weights", "minima")), strict=True)
    components = [ComponentView(name=name, weight=weight, minimum=minimum) for name, weight, minimum in parts]
    body = await conn.fetchrow(
        "select *, least(valid_until, withdrawn_on) as last_day from training_bodies"
        " where programme_id = $1 and replaced_at is null",
        programme_id,
    )
    return ProgrammeView(
        **columns,
        components=components,
        training_body=TrainingBodyView(**body) if body else None,
        calendar=await calendar(conn, programme_id),
    )


async def programmes(
    conn: Connection,
    state: str | None,
    agency: UUID | None,
    institution: UUID | None,
    agreement: UUID | None,
    after: UUID | None,
    limit: int,
) -> dict[str, Any]:
    """A page of programmes, newest id last."""
    rows = await conn.fetch(
        "select * from programmes where ($1::text is null or state = $1) and ($2::uuid is null or agency_id = $2)"
        " and ($3::uuid is null or institution_id = $3) and ($4::uuid is null or cooperation_agreement_id = $4)"
        " and ($5::uuid is null or id > $5) order by id limit $6",
        *(state, agency, institution, agreement, after, limit + 1),
    )
    return page([ProgrammeSummary(**row) for row in rows], limit, lambda view: view.id)
