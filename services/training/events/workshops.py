"""Records about workshops."""

from __future__ import annotations

from uuid import UUID

from services.training.events.topics import TrainingRecord


class WorkshopOpened(TrainingRecord, type="training.record.workshop-opened", key="workshop_id"):
    """An institution has a workshop that makes goods for sale."""

    workshop_id: UUID
    institution_id: UUID
