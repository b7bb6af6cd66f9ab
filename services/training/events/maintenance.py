"""Records about the maintenance of equipment."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from services.training.events.topics import TrainingRecord


class MaintenanceStarted(TrainingRecord, type="training.record.maintenance-started", key="equipment_id"):
    """An item is out of use for maintenance."""

    equipment_id: UUID
    maintenance_id: UUID
    starts_on: date


class MaintenanceEnded(TrainingRecord, type="training.record.maintenance-ended", key="equipment_id"):
    """The maintenance of an item has ended."""

    equipment_id: UUID
    maintenance_id: UUID
    ended_on: date
    condition: str
    cost_rupiah: int
