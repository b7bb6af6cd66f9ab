"""Records about batches and their stock."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from services.training.events.topics import TrainingRecord


class BatchMade(TrainingRecord, type="training.record.batch-made", key="batch_id"):
    """So many pieces were made on a day, at this material cost."""

    batch_id: UUID
    product_id: UUID
    made_on: date
    quantity: int
    material_cost: int


class MakerRecorded(TrainingRecord, type="training.record.maker-recorded", key="participant_id"):
    """A participant did so many parts of the work of a batch."""

    participant_id: UUID
    batch_id: UUID
    parts: int


class StockWrittenOff(TrainingRecord, type="training.record.stock-written-off", key="batch_id"):
    """Pieces are lost or of no use. The institution bears their material cost."""

    batch_id: UUID
    consignment_id: UUID | None
    quantity: int
    material_cost: int
