"""Records about attendance."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from services.training.events.topics import TrainingRecord

Attendance = Literal["present", "excused", "absent"]


class AttendanceRecorded(TrainingRecord, type="training.record.attendance-recorded", key="enrolment_id"):
    """A participant's attendance at one session was recorded, or corrected: `before` is what stood there."""

    enrolment_id: UUID
    session: int
    outcome: Attendance
    before: Attendance | None = None
