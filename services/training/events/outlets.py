"""Records about outlets and fairs."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from services.training.events.topics import TrainingRecord

OutletKind = Literal["shop", "gallery", "market_stall", "fair"]


class OutletRecorded(TrainingRecord, type="training.record.outlet-recorded", key="outlet_id"):
    """An outlet or a fair was opened, or its details changed."""

    outlet_id: UUID
    agency_id: UUID
    kind: OutletKind
    commission_percent: int


class OutletClosed(TrainingRecord, type="training.record.outlet-closed", key="outlet_id"):
    """An outlet takes nothing any more."""

    outlet_id: UUID
