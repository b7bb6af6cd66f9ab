"""Records about assessments."""

from __future__ import annotations

from uuid import UUID

from services.training.events.topics import TrainingRecord


class EnrolmentAssessed(TrainingRecord, type="training.record.enrolment-assessed", key="enrolment_id"):
    """A participant was assessed, 0 to 100."""

    enrolment_id: UUID
    score: int
