"""Fines that a decision on a breach has ordered, from the first payment to the end."""

from __future__ import annotations

from datetime import date
from typing import Literal
from uuid import UUID

from services.community_service.events.cases import CASE, CaseFact
from services.community_service.events.topics import CommunityServiceRecord

FineState = Literal["open", "overdue", "settled"]
SettledBy = Literal["payment", "seizure", "substitute_prison", "amendment"]
PrisonCause = Literal["payment", "correction", "amendment"]
Received = Literal["payment", "seizure"]


class FineFact(CaseFact):
    """A fine with its sums after the act: what is left is the fine, as it holds now, less what was paid and what
    seizures yielded; never less than nothing."""

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

    When nothing of a fine is left to pay: it is paid, what was seized covers it, an amended verdict has left nothing of
    it, or the prosecutor has ordered substitute prison of `prison_days` for the rest."""

    settled_by: SettledBy
    prison_days: int | None


class FineSeized(CommunityServiceRecord, type="community-service.record.fine-seized", key="sentence_id"):
    """Something was seized for an unpaid fine, and yielded so much."""

    sentence_id: UUID
    fine_id: UUID
    seizure_id: UUID
    seized_on: date
    amount_rupiah: int


class FinePrisonChanged(FineFact, type="community-service.fine.prison-changed", key="sentence_id", detail=CASE):
    """Days of substitute prison changed.

    When less of a fine is unpaid than when substitute prison was ordered for it, or when a payment turns out to be
    wrong. `prison_days` hold now: a day for each Rp1,000,000 of the rest or part of it, never more than were ordered.
    0: the order is lifted."""

    cause: PrisonCause
    prison_days: int
    prison_days_before: int


class FineCorrected(FineFact, type="community-service.fine.corrected", key="sentence_id", detail=CASE):
    """Payment or seizure corrected.

    When a second person approves the correction of a wrong payment or seizure. `amount_rupiah` is what came in,
    `amount_rupiah_before` what was recorded. `never_came_in`: there was none."""

    received: Received
    amount_rupiah: int
    amount_rupiah_before: int
    never_came_in: bool


class FineCorrectionProposed(
    CommunityServiceRecord, type="community-service.record.fine-correction-proposed", key="sentence_id"
):
    """Someone proposed to correct a payment or a seizure. Without an amount: it never came in."""

    sentence_id: UUID
    fine_id: UUID
    correction_id: UUID
    received: Received
    receipt_id: UUID
    amount_rupiah: int | None


class FineCorrectionRejected(
    CommunityServiceRecord, type="community-service.record.fine-correction-rejected", key="sentence_id"
):
    """A second person did not approve the correction of a payment or a seizure."""

    sentence_id: UUID
    fine_id: UUID
    correction_id: UUID
