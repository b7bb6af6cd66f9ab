"""Records about withdrawals."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from services.training.events.topics import TrainingRecord

WithdrawalState = Literal["proposed", "paid", "rejected", "lapsed", "reversed"]


class WithdrawalProposed(TrainingRecord, type="training.record.withdrawal-proposed", key="withdrawal_id"):
    """Money was asked for a need inside."""

    withdrawal_id: UUID
    institution_id: UUID


class WithdrawalDecided(TrainingRecord, type="training.record.withdrawal-decided", key="withdrawal_id"):
    """A second person paid or rejected it, it lapsed with the release, or its booking was reversed."""

    withdrawal_id: UUID
    state: WithdrawalState
