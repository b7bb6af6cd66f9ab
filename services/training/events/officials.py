"""Records about the officials of a programme. None of them has a name."""

from __future__ import annotations

from datetime import date
from typing import Literal
from uuid import UUID

from services.training.events.topics import TrainingRecord

Duty = Literal["instructor", "companion"]


class OfficialNamed(TrainingRecord, type="training.record.official-named", key="programme_id"):
    """Somebody teaches a programme, or accompanies its children, from a day on."""

    programme_id: UUID
    official_id: UUID
    duty: Duty
    starts_on: date


class OfficialEnded(TrainingRecord, type="training.record.official-ended", key="programme_id"):
    """Somebody does so no longer. The last day is included."""

    programme_id: UUID
    official_id: UUID
    duty: Duty
    ends_on: date
