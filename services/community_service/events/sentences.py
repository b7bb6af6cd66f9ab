"""Sentences, from the verdict to the last minute."""

from __future__ import annotations

from datetime import date, datetime

from services.community_service.events.cases import CASE, CaseFact


class SentenceAssigned(CaseFact, type="community-service.sentence.assigned", key="sentence_id", detail=CASE):
    """Sentence assigned.

    When a verdict that keeps every rule is taken in. Both days of the period are included."""

    starts_on: date
    ends_on: date


class SentenceStarted(CaseFact, type="community-service.sentence.started", key="sentence_id", detail=CASE):
    """Sentence started.

    At the first check-in."""

    started_at: datetime


class SentenceCompleted(CaseFact, type="community-service.sentence.completed", key="sentence_id", detail=CASE):
    """Sentence completed.

    When every minute of the sentence is credited and no alarm is open. `report_url`, relative to the gateway, is where
    its prosecutor and probation office read the report of completion."""

    completed_at: datetime
    report_url: str | None = None
