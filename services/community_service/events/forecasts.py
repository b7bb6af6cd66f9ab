"""Forecasts that turn worse."""

from __future__ import annotations

from datetime import date
from typing import Literal

from services.community_service.events.cases import CASE, CaseFact


class SentenceAtRisk(CaseFact, type="community-service.sentence.at-risk", key="sentence_id", detail=CASE):
    """Sentence at risk.

    When its forecast turns worse: at risk, or it cannot be finished within its period any more. Minutes that are
    scheduled, that could be scheduled beside them, and that do not fit."""

    pace: Literal["at_risk", "cannot_finish"]
    ends_on: date
    scheduled_minutes: int
    schedulable_minutes: int
    short_minutes: int
