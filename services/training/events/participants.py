"""Records about the register of participants."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from services.training.events.topics import TrainingRecord
from shared.messaging.events import Internal


class ParticipantRecorded(TrainingRecord, type="training.record.participant-recorded", key="participant_id"):
    """A participant was registered or the register was brought up to date. What changed stands in the register."""

    participant_id: UUID
    institution_id: UUID
    person_id: Annotated[UUID, Internal()]
