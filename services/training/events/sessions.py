"""Records about the calendar of a programme."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal
from uuid import UUID

from services.training.events.topics import TrainingRecord

CancelReason = Literal["instructor", "institution", "security", "weather", "holiday", "materials", "other"]


class SessionClosed(TrainingRecord, type="training.record.session-closed", key="programme_id"):
    """A decree has made the day of a session a day off, after the session was set."""

    programme_id: UUID
    number: int
    on: date


class SessionScheduled(TrainingRecord, type="training.record.session-scheduled", key="programme_id"):
    """A session was put on the calendar, or moved before it was held."""

    programme_id: UUID
    number: int
    starts_at: datetime
    ends_at: datetime
    makes_up_for: int | None = None


class SessionCancelled(TrainingRecord, type="training.record.session-cancelled", key="programme_id"):
    """A session is not held: nothing was recorded of it."""

    programme_id: UUID
    number: int
    cancelled_for: CancelReason
