"""Facts about programmes."""

from __future__ import annotations

from datetime import date
from typing import Literal
from uuid import UUID

from services.training.events.topics import TrainingEvent, TrainingRecord

Level = Literal["basic", "intermediate", "advanced"]
ProgrammeState = Literal["open", "suspended", "closed"]
Basis = Literal["all", "since_joined"]
BodyStanding = Literal["accredited", "withdrawn", "left"]
Decision = Literal["continue", "end", "nobody_left"]

_PROGRAMME = "/training/programmes/{}"


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


class ProgrammeAmended(ProgrammeFact, type="training.programme.amended", key="programme_id", detail=_PROGRAMME):
    """Training programme amended.

    When its places become more or fewer, or when its terms change: title, entry, pass rule, sessions, days."""


class ProgrammeDecided(ProgrammeFact, type="training.programme.decided", key="programme_id", detail=_PROGRAMME):
    """Decision about a suspended training programme.

    When a coordinator decides that the running course goes on to its end, or ends now; or when the last participant has
    left before anybody decided."""

    decision: Decision


class TrainingBodyRecorded(TrainingRecord, type="training.record.training-body-recorded", key="programme_id"):
    """A private body that teaches was recorded with its accreditation, left, or lost its accreditation."""

    programme_id: UUID
    training_body_id: UUID
    standing: BodyStanding


class PlacesChanged(TrainingRecord, type="training.record.places-changed", key="programme_id"):
    """The places and the queue of a programme changed."""

    programme_id: UUID
    taken: int
    waiting: int
