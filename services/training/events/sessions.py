"""Records about the calendar of a programme."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from services.training.events.topics import TrainingRecord


class SessionScheduled(TrainingRecord, type="training.record.session-scheduled", key="programme_id"):
    """A session was put on the calendar, or moved before it was held."""

    programme_id: UUID
    number: int
    starts_at: datetime
    ends_at: datetime
