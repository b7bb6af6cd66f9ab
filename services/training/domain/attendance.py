"""Attendance: who was present at a session. It is recorded at once for all, and again, with a reason, to correct it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from uuid import UUID

from services.training import events
from services.training.domain.enrolments import Enrolment, need
from services.training.domain.figures import had_place
from services.training.domain.sessions import Session
from services.training.errors import attendance as errors
from services.training.events import Attendance
from shared.errors import Refusal
from shared.messaging.events import Event

RECORDABLE: tuple[events.EnrolmentState, ...] = ("confirmed", "withdrawn", "completed")
"""Who left is recorded for the time before. Who completed is corrected once the certificate is revoked."""


@dataclass(frozen=True, slots=True)
class Line:
    """One person's line: its facts, or its refusal. With neither, the same outcome was recorded before.

    `before` is what a correction replaces."""

    enrolment_id: UUID
    outcome: Attendance
    facts: tuple[Event, ...] = ()
    before: Attendance | None = None
    refusal: Refusal | None = None


def record(
    enrolments: Mapping[UUID, Enrolment],
    session: Session,
    outcomes: Mapping[UUID, Attendance],
    reason: str | None = None,
    certified: Collection[UUID] = (),
) -> list[Line]:
    """Records a session. A refused line does not keep the others from being recorded.

    `enrolments` are those of the programme. A line about another enrolment is refused. `certified` are those whose
    certificate stands.
    """
    return [
        _line(enrolments.get(id_), id_, session, outcome, reason, id_ in certified) for id_, outcome in outcomes.items()
    ]


def _line(
    enrolment: Enrolment | None,
    enrolment_id: UUID,
    session: Session,
    outcome: Attendance,
    reason: str | None,
    certified: bool,
) -> Line:
    try:
        if enrolment is None:
            raise errors.NotInProgramme
        _, facts = attend(enrolment, session, outcome, reason, certified=certified)
        before = enrolment.attendance.get(session.number)
        return Line(enrolment_id, outcome, tuple(facts), before)
    except Refusal as refusal:
        return Line(enrolment_id, outcome, refusal=refusal)


def attend(
    enrolment: Enrolment, session: Session, outcome: Attendance, reason: str | None = None, *, certified: bool = False
) -> tuple[Enrolment, list[Event]]:
    """Records or corrects one session. The same outcome again is no new fact.

    Raises WrongState, NoPlaceYet, NoPlaceAnyMore, CertificateStands, CorrectionWithoutReason.
    """
    need(enrolment, *RECORDABLE)
    before = enrolment.attendance.get(session.number)
    if before == outcome:
        return enrolment, []
    if enrolment.state == "completed" and certified:
        raise errors.CertificateStands
    _check_place(enrolment, session)
    if before is not None and not reason:
        raise errors.CorrectionWithoutReason(before=before)
    recorded = events.AttendanceRecorded(
        enrolment_id=enrolment.id, session=session.number, outcome=outcome, before=before
    )
    return replace(enrolment, attendance={**enrolment.attendance, session.number: outcome}), [recorded]


def _check_place(enrolment: Enrolment, session: Session) -> None:
    """A waiting list that was left without a place gives no time in which anything could be recorded."""
    if enrolment.ended_at is not None and session.starts_at >= enrolment.ended_at:
        raise errors.NoPlaceAnyMore(number=session.number)
    never = enrolment.state != "confirmed" and enrolment.confirmed_at is None
    if never or not had_place(enrolment, session):
        raise errors.NoPlaceYet(number=session.number)
