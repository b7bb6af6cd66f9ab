"""Records about goods on consignment."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from services.training.events.topics import TrainingRecord


class ConsignmentSent(TrainingRecord, type="training.record.consignment-sent", key="consignment_id"):
    """Pieces of a batch went to an outlet."""

    consignment_id: UUID
    batch_id: UUID
    outlet_id: UUID
    quantity: int
    sent_on: date
    due_on: date


class ConsignmentCounted(TrainingRecord, type="training.record.consignment-counted", key="consignment_id"):
    """What was still out was counted back: sold, returned and missing are all of it."""

    consignment_id: UUID
    sold: int
    returned: int
    missing: int
    counted_on: date
