"""Facts about enrolments."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from services.training.events.programmes import Level
from services.training.events.topics import PeopleEvent
from shared.messaging.events import Internal

EnrolmentState = Literal["waitlisted", "confirmed", "completed", "failed", "withdrawn"]

ENROLMENT = "/training/enrolments/{}"


class EnrolmentFact(PeopleEvent):
    enrolment_id: UUID
    programme_id: UUID
    agency_id: UUID
    institution_id: UUID
    person_id: Annotated[UUID, Internal()]
    skill: str
    state: EnrolmentState


class EnrolmentConfirmed(EnrolmentFact, type="training.enrolment.confirmed", key="enrolment_id", detail=ENROLMENT):
    """Enrolment confirmed.

    When a participant has a place in a programme, at once or from the waiting list."""


class EnrolmentWaitlisted(EnrolmentFact, type="training.enrolment.waitlisted", key="enrolment_id", detail=ENROLMENT):
    """Enrolment on the waiting list.

    When the programme is full. `ticket` is the number in the queue: the lowest one waiting is next."""

    ticket: int


class EnrolmentPassedOver(EnrolmentFact, type="training.enrolment.passed-over", key="enrolment_id", detail=ENROLMENT):
    """Passed over on the waiting list.

    When a place was free and this participant may not take part as things are. `ticket` stays, and they are considered
    again when that changes. The reason is told to the institution alone."""

    ticket: int


class EnrolmentWithdrawn(EnrolmentFact, type="training.enrolment.withdrawn", key="enrolment_id", detail=ENROLMENT):
    """Enrolment withdrawn.

    When a participant leaves before the end, or the programme closes before a place came free."""


class EnrolmentFailed(EnrolmentFact, type="training.enrolment.failed", key="enrolment_id", detail=ENROLMENT):
    """Training failed.

    When the instructor ends an enrolment without completion."""


class EnrolmentCompleted(EnrolmentFact, type="training.enrolment.completed", key="enrolment_id", detail=ENROLMENT):
    """Training completed.

    When a participant has met the programme's pass rule: the person has this skill from now on."""

    level: Level
    completed_on: date
