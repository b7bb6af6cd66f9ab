"""Records about batches and their stock."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from services.training.events.topics import TrainingRecord
from shared.messaging.events import Internal


class BatchMade(TrainingRecord, type="training.record.batch-made", key="batch_id"):
    """So many pieces were made on a day, at this material cost, by these participants in these parts."""

    batch_id: UUID
    product_id: UUID
    made_on: date
    quantity: int
    material_cost: int
    makers: Annotated[list[dict[str, Any]], Internal()]


class StockWrittenOff(TrainingRecord, type="training.record.stock-written-off", key="batch_id"):
    """Pieces are lost or of no use. The institution bears their material cost."""

    batch_id: UUID
    consignment_id: UUID | None
    quantity: int
    material_cost: int
