"""Records about the rules by which institutions split profits."""

from __future__ import annotations

from datetime import date
from typing import Literal
from uuid import UUID

from services.training.events.topics import TrainingRecord

Part = Literal["premium", "wage", "capital", "reserve", "state", "agency"]
"""Whom a part of the profit is for: makers (premium, wage), working capital, reserve, the state (PNBP), the agency."""


class SplitRuleAdded(TrainingRecord, type="training.record.split-rule-added", key="rule_id"):
    """An institution has a new rule by which the profit of what is sold is split, from a day on. Parts are permille."""

    rule_id: UUID
    institution_id: UUID
    valid_from: date
    decree_number: str
    decree_date: date
    permille: dict[Part, int]
    remainder_to: Part
