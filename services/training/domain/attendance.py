"""Attendance: who was present at a session. A whole session is recorded at once, and again to correct it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from uuid import UUID

from services.training import events
from services.training.domain.enrolments import RUNNING, Enrolment, need
from services.training.errors.attendance import NotInProgramme
from services.training.events import Attendance
from shared.errors import Refusal
from shared.messaging.events import Event


@dataclass(frozen=True, slots=True)
class Line:
    """One person's line: its facts, or its refusal. With neither, the same outcome was recorded before."""

    enrolment_id: UUID
    outcome: Attendance
    facts: tuple[Event, ...] = ()
    refusal: Refusal | None = None


def record(enrolments: Mapping[UUID, Enrolment], number: int, outcomes: Mapping[UUID, Attendance]) -> list[Line]:
    """Records the session with this number. A refused line does not keep the others from being recorded.

    `enrolments` are those of the programme. A line about another enrolment is refused.
    """
    return [_line(enrolments.get(id_), id_, number, outcome) for id_, outcome in outcomes.items()]


def _line(enrolment: Enrolment | None, enrolment_id: UUID, number: int, outcome: Attendance) -> Line:
    try:
        if enrolment is None:
            raise NotInProgramme
        return Line(enrolment_id, outcome, tuple(attend(enrolment, number, outcome)[1]))
    except Refusal as refusal:
        return Line(enrolment_id, outcome, refusal=refusal)


def attend(enrolment: Enrolment, session: int, outcome: Attendance) -> tuple[Enrolment, list[Event]]:
    """Records or corrects one session. The same outcome again is no new fact. Raises WrongState."""
    need(enrolment, *RUNNING)
    if enrolment.attendance.get(session) == outcome:
        return enrolment, []
    recorded = events.AttendanceRecorded(enrolment_id=enrolment.id, session=session, outcome=outcome)
    return replace(enrolment, attendance={**enrolment.attendance, session: outcome}), [recorded]
