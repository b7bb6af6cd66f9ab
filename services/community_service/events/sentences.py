"""Sentences, from the verdict to the last minute."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from services.community_service.events.cases import CASE, CaseFact
from shared.messaging.events import Internal


class SentenceAssigned(CaseFact, type="community-service.sentence.assigned", key="sentence_id", detail=CASE):
    """Sentence assigned.

    When a verdict is taken in: it keeps every rule, or `overridden` follows. Both days of the period are included."""

    starts_on: date
    ends_on: date


class SentenceStarted(CaseFact, type="community-service.sentence.started", key="sentence_id", detail=CASE):
    """Sentence started.

    At the first check-in, or when a correction says that there was one."""

    started_at: datetime


class SentenceOverridden(CaseFact, type="community-service.sentence.overridden", key="sentence_id", detail=CASE):
    """Sentence overridden.

    When the prosecutor has a final verdict carried out although it breaks rules; it follows `assigned`. Reason,
    document and rules stay with the service: the offices of the case read of them at `detail_url`."""

    rules: Annotated[list[str], Internal()]


class SentenceFailed(CaseFact, type="community-service.sentence.failed", key="sentence_id", detail=CASE):
    """Sentence failed.

    When the probation counsellor reports that it is not carried out, and nothing of it is repeated: it is closed. What
    follows is for court and prosecutor."""

    reported_at: datetime


class SentenceCompleted(CaseFact, type="community-service.sentence.completed", key="sentence_id", detail=CASE):
    """Sentence completed.

    When every minute of the sentence is credited and no alarm is open. `report_url`, relative to the gateway, is where
    its prosecutor and probation office read the report of completion."""

    completed_at: datetime
    report_url: str | None = None
