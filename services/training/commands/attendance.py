"""Use case of the instructor: record who was present at a session."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Self
from uuid import UUID

from pydantic import BaseModel, Field, model_validator

from services.training.domain import attendance, sessions
from services.training.domain.attendance import Line
from services.training.events import Attendance
from services.training.queries.attendance import AttendanceAnswer, AttendanceView
from services.training.store import attendance as store
from services.training.store import enrolments as enrolment_store
from services.training.store import programmes as programme_store
from services.training.store import sessions as session_store
from shared.edge.access import Actor
from shared.journal import journal
from shared.postgres.pool import Connection


class AttendanceLine(BaseModel):
    enrolment_id: UUID
    outcome: Attendance


class RecordAttendance(BaseModel):
    """One line per person. A refused line does not keep the others from being recorded."""

    entries: Annotated[list[AttendanceLine], Field(min_length=1, max_length=500)]

    @model_validator(mode="after")
    def _one_line_each(self) -> Self:
        if len({entry.enrolment_id for entry in self.entries}) < len(self.entries):
            raise ValueError("an enrolment appears twice")
        return self


async def record_attendance(
    conn: Connection,
    programme_id: UUID,
    number: int,
    cmd: RecordAttendance,
    language: str,
    actor: Actor,
    now: datetime,
) -> AttendanceView:
    """Records a whole session at once, and again to correct it. The answer to a refused line is in `language`."""
    programme = await programme_store.read(conn, programme_id)
    actor.require_organisation(programme.agency_id)
    session = sessions.begun(await session_store.load(conn, programme_id, number), number, now)
    enrolments = await enrolment_store.load_some(conn, programme_id, [entry.enrolment_id for entry in cmd.entries])
    outcomes = {entry.enrolment_id: entry.outcome for entry in cmd.entries}
    lines = attendance.record(enrolments, number, outcomes)
    if changed := {line.enrolment_id: line.outcome for line in lines if line.facts}:
        await store.save(conn, session, changed, actor.subject, now)
        facts = [fact for line in lines for fact in line.facts]
        await journal.append(conn, facts, actor=actor.subject, now=now)
    return AttendanceView(session=number, answers=[_answer(line, language) for line in lines])


def _answer(line: Line, language: str) -> AttendanceAnswer:
    if line.refusal is None:
        return AttendanceAnswer(enrolment_id=line.enrolment_id, result="recorded" if line.facts else "unchanged")
    return AttendanceAnswer(
        enrolment_id=line.enrolment_id,
        result="refused",
        slug=line.refusal.slug,
        detail=line.refusal.message(language),
    )
