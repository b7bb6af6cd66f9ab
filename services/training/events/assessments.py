"""Records about assessments."""

from __future__ import annotations

from uuid import UUID

from services.training.events.topics import TrainingRecord


class EnrolmentAssessed(TrainingRecord, type="training.record.enrolment-assessed", key="enrolment_id"):
    """A participant was assessed in one component, 0 to 100. `total` is null until every component has a score."""

    enrolment_id: UUID
    score: int
    component: str = "score"
    attempt: int = 1
    corrected: bool = False
    total: int | None = None
