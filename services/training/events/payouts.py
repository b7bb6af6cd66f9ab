"""Records about what released persons are owed."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from services.training.events.topics import TrainingRecord

PayoutState = Literal["due", "nothing", "paid", "dropped"]


class PayoutOpened(TrainingRecord, type="training.record.payout-opened", key="payout_id"):
    """Somebody was released, or earned something after the release. `nothing`: there was nothing on the accounts."""

    payout_id: UUID
    institution_id: UUID
    state: PayoutState


class PayoutDropped(TrainingRecord, type="training.record.payout-dropped", key="payout_id"):
    """The person came back before it was paid: the money stays on the accounts."""

    payout_id: UUID


class PayoutPaid(TrainingRecord, type="training.record.payout-paid", key="payout_id"):
    """All that was left was paid, against a signed receipt."""

    payout_id: UUID
    receipt_number: str
