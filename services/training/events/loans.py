"""Records about loans of equipment: what is between the two offices only."""

from __future__ import annotations

from datetime import date
from typing import Literal
from uuid import UUID

from services.training.events.topics import TrainingRecord

LoanState = Literal["lent", "received", "missing", "returned", "lost"]


class LoanReceived(TrainingRecord, type="training.record.loan-received", key="equipment_id"):
    """The institution confirmed that it has the item, and in which condition."""

    equipment_id: UUID
    loan_id: UUID
    condition: str


class LoanExtended(TrainingRecord, type="training.record.loan-extended", key="equipment_id"):
    """The agency gave a loan a later due date."""

    equipment_id: UUID
    loan_id: UUID
    due_on: date


class LoanFlagged(TrainingRecord, type="training.record.loan-flagged", key="equipment_id"):
    """The cooperation agreement no longer carries a loan, or carries it again. The loan goes on meanwhile."""

    equipment_id: UUID
    loan_id: UUID
    needs_decision: bool


class LoanDecided(TrainingRecord, type="training.record.loan-decided", key="equipment_id"):
    """The agency decided about a loan that its agreement no longer carries: it stays until it is due, or earlier."""

    equipment_id: UUID
    loan_id: UUID
    outcome: Literal["keep", "recall"]
    due_on: date
