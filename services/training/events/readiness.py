"""Facts about readiness for release."""

from __future__ import annotations

from datetime import date
from typing import Annotated
from uuid import UUID

from services.training.events.topics import PeopleEvent, TrainingRecord
from shared.messaging.events import Internal

_READINESS = "/training/participants/{}/readiness"


class ReadinessReached(PeopleEvent, type="training.readiness.reached", key="participant_id", detail=_READINESS):
    """Ready for release.

    When all that the checklist requires is confirmed for a person for the first time in a stay. It is not said again:
    whether it still holds stands in the detail."""

    participant_id: UUID
    institution_id: UUID
    person_id: Annotated[UUID, Internal()]
    reached_on: date


class ReadinessConfirmed(TrainingRecord, type="training.record.readiness-confirmed", key="participant_id"):
    """An item of a person's checklist was confirmed. On what evidence stands in the register."""

    participant_id: UUID
    confirmation_id: UUID
    item: str


class ReadinessWithdrawn(TrainingRecord, type="training.record.readiness-withdrawn", key="participant_id"):
    """A confirmation no longer holds. Why stands in the register."""

    participant_id: UUID
    confirmation_id: UUID
    item: str
