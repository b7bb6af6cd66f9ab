"""Use case of the instructor: record who was present at a session."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, Field

from services.training.commands.fields import Reason
from services.training.commands.officials_duty import need_accompanied, need_recorder
from services.training.domain import attendance, sessions
from services.training.domain.attendance import Line
from services.training.domain.sessions import Session
from services.training.errors.attendance import LineRepeated, LineUnreadable
from services.training.events import Attendance
from services.training.queries.attendance import AttendanceAnswer, AttendanceView
from services.training.store import attendance as store
from services.training.store import enrolments as enrolment_store
from services.training.store import programmes as programme_store
from services.training.store import sessions as session_store
from services.training.store.certificates import certified_among
from shared.clock import local_day
from shared.edge.access import Actor
from shared.edge.lines import or_broken
from shared.errors import Refusal
from shared.journal import journal
from shared.postgres.pool import Connection


class AttendanceLine(BaseModel):
    enrolment_id: UUID
    outcome: Attendance


Readable = Annotated[AttendanceLine, or_broken(AttendanceLine, "enrolment_id")]


class RecordAttendance(BaseModel):
    """One line per person. A refused line does not keep the others from being recorded.

    `reason` is for the lines that change what was recorded before; without it they are refused."""

    entries: Annotated[list[Readable], Field(min_length=1, max_length=500)]
    reason: Reason | None = None


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
    await need_recorder(conn, programme, actor, session.day, local_day(now))
    await need_accompanied(conn, programme, session.day)
    outcomes: dict[UUID, Attendance] = {}
    for entry in cmd.entries:
        if isinstance(entry, AttendanceLine):
            outcomes.setdefault(entry.enrolment_id, entry.outcome)
    enrolments = await enrolment_store.load_some(conn, programme_id, list(outcomes))
    certified = await certified_among(conn, list(enrolments))
    lines = attendance.record(enrolments, session, outcomes, cmd.reason, certified)
    await _save(conn, session, lines, cmd.reason, actor, now)
    return AttendanceView(session=number, answers=_answers(cmd, lines, language))


async def _save(
    conn: Connection, session: Session, lines: Sequence[Line], reason: str | None, actor: Actor, now: datetime
) -> None:
    changed = [line for line in lines if line.facts]
    if not changed:
        return
    await store.save(conn, session, {line.enrolment_id: line.outcome for line in changed}, actor.subject, now)
    corrected = [store.Correction(line.enrolment_id, line.before, line.outcome) for line in changed if line.before]
    if corrected and reason:
        await store.save_corrections(conn, session, corrected, reason, actor.subject, now)
    await journal.append(conn, [fact for line in changed for fact in line.facts], actor=actor.subject, now=now)


def _answers(cmd: RecordAttendance, lines: Sequence[Line], language: str) -> list[AttendanceAnswer]:
    """In the order of the entries. The first line of an enrolment counts, a second one is refused."""
    left = {line.enrolment_id: line for line in lines}
    answers = []
    for entry in cmd.entries:
        if not isinstance(entry, AttendanceLine):
            answers.append(_refused(entry.name, LineUnreadable(why=entry.why), language))
        elif (line := left.pop(entry.enrolment_id, None)) is None:
            answers.append(_refused(str(entry.enrolment_id), LineRepeated(), language))
        elif line.refusal:
            answers.append(_refused(str(line.enrolment_id), line.refusal, language))
        else:
            result = "recorded" if line.facts else "unchanged"
            answers.append(AttendanceAnswer(enrolment_id=str(line.enrolment_id), result=result))
    return answers


def _refused(enrolment_id: str | None, refusal: Refusal, language: str) -> AttendanceAnswer:
    detail = refusal.message(language)
    return AttendanceAnswer(enrolment_id=enrolment_id, result="refused", slug=refusal.slug, detail=detail)
