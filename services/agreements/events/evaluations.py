"""Published facts of the yearly evaluations of a cooperation agreement (PKS)."""

from __future__ import annotations

from datetime import date
from typing import Literal
from uuid import UUID

from services.agreements.events.topics import AgreementsEvent

Rating = Literal["very_good", "good", "fair", "poor"]
Recommendation = Literal["continue", "amend", "end"]


class EvaluationFiled(
    AgreementsEvent, type="agreements.evaluation.filed", key="evaluation_id", detail="/agreements/evaluations/{}"
):
    """Yearly evaluation filed.

    When a year of a cooperation agreement is evaluated, in its last month or after it. The year is the agreement's own;
    `obligations` are those that were due in it."""

    evaluation_id: UUID
    agreement_id: UUID
    agency_id: UUID
    institution_id: UUID
    year: int
    starts_on: date
    ends_on: date
    rating: Rating
    recommendation: Recommendation
    obligations: int
    on_time: int
    late: int
    unfulfilled: int
