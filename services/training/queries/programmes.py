"""What people read of programmes."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from pydantic import BaseModel

from services.training.domain.participants import RiskLevel
from services.training.events import Level, ProgrammeState
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


class ProgrammeView(ProgrammeSummary):
    """`min_attendance` in percent of the sessions, `min_score` of 100, ages in completed years."""

    min_age: int
    max_age: int
    prior_skill: str | None
    prior_level: Level | None
    risk_levels: list[RiskLevel]
    min_attendance: int
    min_score: int
    for_children: bool
    calendar: list[SessionView]
    version: int


async def programme(conn: Connection, programme_id: UUID) -> ProgrammeView:
    row = await conn.fetchrow(f"select *, {VERSION} from programmes where id = $1", programme_id)
    return ProgrammeView(**found(row, "programme", programme_id), calendar=await calendar(conn, programme_id))


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
