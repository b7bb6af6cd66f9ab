"""Fines that a decision on a breach has ordered, from the first payment to the end."""

from __future__ import annotations

from datetime import date
from typing import Literal
from uuid import UUID

from services.community_service.events.cases import CASE, CaseFact
from services.community_service.events.topics import CommunityServiceRecord

FineState = Literal["open", "overdue", "settled"]
SettledBy = Literal["payment", "seizure", "substitute_prison"]


class FineFact(CaseFact):
    """A fine with its sums after the act: what is left is the fine less what was paid and what seizures yielded."""

    fine_id: UUID
    breach_id: UUID
    due_on: date
    fine_rupiah: int
    paid_rupiah: int
    seized_rupiah: int
    rest_rupiah: int


class FinePaid(FineFact, type="community-service.fine.paid", key="sentence_id", detail=CASE):
    """Fine paid.

    When the prosecutor records a payment of a fine, whole or an instalment. `amount_rupiah` was paid on `paid_on`."""

    amount_rupiah: int
    paid_on: date


class FineOverdue(FineFact, type="community-service.fine.overdue", key="sentence_id", detail=CASE):
    """Fine overdue.

    When the due date of a fine has passed and something of it is unpaid. The prosecutor may seize what covers it now.
    Prison takes the place of the rest only after that."""


class FineSettled(FineFact, type="community-service.fine.settled", key="sentence_id", detail=CASE):
    """Fine settled.

    When nothing of a fine is left to pay: it is paid, what was seized covers it, or the prosecutor has ordered
    substitute prison of `prison_days` for the rest."""

    settled_by: SettledBy
    prison_days: int | None


class FineSeized(CommunityServiceRecord, type="community-service.record.fine-seized", key="sentence_id"):
    """Something was seized for an unpaid fine, and yielded so much."""

    sentence_id: UUID
    fine_id: UUID
    seizure_id: UUID
    seized_on: date
    amount_rupiah: int
