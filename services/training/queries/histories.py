"""The history of a person's course: every session, what was corrected, every attempt."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel

from services.training.domain.assessments import Correction
from services.training.events import Attendance
from services.training.queries.enrolments import may_see
from shared.edge.access import Actor
from shared.postgres.pool import Connection
from shared.postgres.rows import found

_MOST = 1_000


class AttendedView(BaseModel):
    """What stands of one session."""

    session: int
    makes_up_for: int | None
    starts_at: datetime
    outcome: Attendance
    recorded_by: str
    recorded_at: datetime


class CorrectionView(BaseModel):
    session: int
    before: Attendance
    after: Attendance
    reason: str
    corrected_by: str
    corrected_at: datetime


class AttemptView(BaseModel):
    """`revision` 0 is the attempt; what corrects it has the next ones, each with its reason."""

    component: str
    attempt: int
    revision: int
    score: int
    reason: Correction | None
    assessed_by: str
    assessed_at: datetime


class HistoryView(BaseModel):
    """`corrections` has the latest thousand, newest first."""

    enrolment_id: UUID
    attendance: list[AttendedView]
    corrections: list[CorrectionView]
    assessments: list[AttemptView]


async def history_for(conn: Connection, actor: Actor, enrolment_id: UUID) -> HistoryView:
    """For the institution, the agency that teaches, and auditors. Raises NotFound, Forbidden."""
    row = await conn.fetchrow("select programme_id from enrolments where id = $1", enrolment_id)
    await may_see(conn, actor, found(row, "enrolment", enrolment_id)["programme_id"])
    attended = await conn.fetch(
        "select a.session, s.makes_up_for, s.starts_at, a.outcome, a.recorded_by, a.recorded_at from attendance as a"
        " join sessions as s on s.programme_id = a.programme_id and s.number = a.session"
        " where a.enrolment_id = $1 order by s.starts_at",
        enrolment_id,
    )
    corrections = await conn.fetch(
        "select * from attendance_corrections where enrolment_id = $1 order by corrected_at desc, id desc limit $2",
        *(enrolment_id, _MOST),
    )
    attempts = await conn.fetch(
        "select * from assessments where enrolment_id = $1 order by component, attempt, revision limit $2",
        *(enrolment_id, _MOST),
    )
    return HistoryView(
        enrolment_id=enrolment_id,
        attendance=[AttendedView(**each) for each in attended],
        corrections=[CorrectionView(**each) for each in corrections],
        assessments=[AttemptView(**each) for each in attempts],
    )
