"""What the training service says to the world. A child's enrolment looks like any other: no age, no entry condition."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from shared.messaging.events import Event, Internal

Level = Literal["basic", "intermediate", "advanced"]
ProgrammeState = Literal["open", "suspended", "closed"]
EnrolmentState = Literal["waitlisted", "confirmed", "completed", "failed", "withdrawn"]
Attendance = Literal["present", "excused", "absent"]

_PROGRAMME = "/training/programmes/{}"
_ENROLMENT = "/training/enrolments/{}"


class TrainingEvent(Event, topic="masohi.training.v1"):
    """All published facts of the training service."""


class TrainingRecord(Event):
    """For the record only: it stands in the journal and is not published."""


class ProgrammeFact(TrainingEvent):
    """The whole programme as others need it. `minutes` is the course's length; both days are included."""

    programme_id: UUID
    cooperation_agreement_id: UUID
    agency_id: UUID
    institution_id: UUID
    skill: str
    title: str
    level: Level
    minutes: int
    sessions: int
    capacity: int
    starts_on: date
    ends_on: date
    state: ProgrammeState
    needs_decision: bool


class ProgrammeOpened(ProgrammeFact, type="training.programme.opened", key="programme_id", detail=_PROGRAMME):
    """Training programme open.

    When a programme takes enrolments: at its opening, and again when its cooperation agreement is back in force."""


class ProgrammeSuspended(ProgrammeFact, type="training.programme.suspended", key="programme_id", detail=_PROGRAMME):
    """Training programme suspended.

    When its cooperation agreement is no longer in force or no longer covers it. No new enrolment; a running course goes
    on, and `needs_decision` says that someone must decide about it."""


class ProgrammeClosed(ProgrammeFact, type="training.programme.closed", key="programme_id", detail=_PROGRAMME):
    """Training programme closed.

    When it takes no more enrolments for good and nobody is left in it."""


class EnrolmentFact(TrainingEvent):
    enrolment_id: UUID
    programme_id: UUID
    agency_id: UUID
    institution_id: UUID
    person_id: Annotated[UUID, Internal()]
    skill: str
    state: EnrolmentState


class EnrolmentConfirmed(EnrolmentFact, type="training.enrolment.confirmed", key="enrolment_id", detail=_ENROLMENT):
    """Enrolment confirmed.

    When a participant has a place in a programme, at once or from the waiting list."""


class EnrolmentWaitlisted(EnrolmentFact, type="training.enrolment.waitlisted", key="enrolment_id", detail=_ENROLMENT):
    """Enrolment on the waiting list.

    When the programme is full. `ticket` is the number in the queue: the lowest one waiting is next."""

    ticket: int


class EnrolmentWithdrawn(EnrolmentFact, type="training.enrolment.withdrawn", key="enrolment_id", detail=_ENROLMENT):
    """Enrolment withdrawn.

    When a participant leaves before the end, or the programme closes before a place came free."""


class EnrolmentFailed(EnrolmentFact, type="training.enrolment.failed", key="enrolment_id", detail=_ENROLMENT):
    """Training failed.

    When the instructor ends an enrolment without completion."""


class EnrolmentCompleted(EnrolmentFact, type="training.enrolment.completed", key="enrolment_id", detail=_ENROLMENT):
    """Training completed.

    When a participant has met the programme's pass rule: the person has this skill from now on."""

    level: Level
    completed_on: date


class CertificateIssued(TrainingEvent, type="training.certificate.issued", key="enrolment_id", detail=_ENROLMENT):
    """Training certificate issued.

    With the completion. The code that verifies it stands on the certificate alone."""

    certificate_id: UUID
    number: str
    enrolment_id: UUID
    programme_id: UUID
    person_id: Annotated[UUID, Internal()]
    skill: str
    level: Level
    issued_on: date


class ParticipantRecorded(TrainingRecord, type="training.record.participant", key="participant_id"):
    """A participant was registered or the register was brought up to date. What changed stands in the register."""

    participant_id: UUID
    institution_id: UUID
    person_id: Annotated[UUID, Internal()]


class PlacesRecorded(TrainingRecord, type="training.record.places", key="programme_id"):
    """The places and the queue of a programme changed."""

    programme_id: UUID
    taken: int
    waiting: int


class SessionRecorded(TrainingRecord, type="training.record.session", key="programme_id"):
    """A session was put on the calendar, or moved before it was held."""

    programme_id: UUID
    number: int
    starts_at: datetime
    ends_at: datetime


class AttendanceRecorded(TrainingRecord, type="training.record.attendance", key="enrolment_id"):
    """A participant's attendance at one session was recorded or corrected."""

    enrolment_id: UUID
    session: int
    outcome: Attendance


class AssessmentRecorded(TrainingRecord, type="training.record.assessment", key="enrolment_id"):
    """A participant was assessed, 0 to 100."""

    enrolment_id: UUID
    score: int
