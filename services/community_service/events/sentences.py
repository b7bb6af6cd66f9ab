"""Sentences, from the verdict to the last minute."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from services.community_service.events.base import (
    CASE,
    CaseFact,
    CommunityServiceEvent,
    Concern,
    Ground,
    RevocationReason,
)


class SentenceAssigned(CaseFact, type="community-service.sentence.assigned", key="sentence_id", detail=CASE):
    """Sentence assigned.

    When a verdict that keeps every rule is taken in. Both days of the period are included."""

    starts_on: date
    ends_on: date


class Violation(BaseModel):
    """A broken rule with the figures it was judged by; no personal data."""

    model_config = ConfigDict(frozen=True)

    rule: str | None
    article: str | None
    slug: str
    detail: str


class SentenceRejected(CommunityServiceEvent, type="community-service.sentence.rejected", key="rejection_id"):
    """Sentence rejected.

    When a verdict or a change of one breaks rules: back to the sender with all of them. `rejection_id` is the same for
    a verdict. What cannot be read at all is answered too, with what could be read of it: `court_code` is `unknown`
    where that could not, and `intake_event_id` is the event's id or, without one, its place on the topic."""

    rejection_id: UUID
    court_code: str
    verdict_number: str | None
    prosecutor_code: str | None
    intake_event_id: str
    violations: list[Violation]
    concerns: Concern = "pronouncement"


class SentenceAmended(CaseFact, type="community-service.sentence.amended", key="sentence_id", detail=CASE):
    """Sentence amended.

    When its verdict is changed, or when the prosecutor decides what follows from a correction after completion. Both
    days of the period are included. `remaining_minutes` is negative where more is served than is asked now."""

    cause: Literal["verdict", "reopened", "completion_stands"]
    ground: Ground | None
    starts_on: date
    ends_on: date


class SentenceRevoked(CaseFact, type="community-service.sentence.revoked", key="sentence_id", detail=CASE):
    """Sentence revoked.

    When its verdict falls. What was credited stays on record."""

    reason: RevocationReason
    decided_on: date


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


class SentenceAtRisk(CaseFact, type="community-service.sentence.at-risk", key="sentence_id", detail=CASE):
    """Sentence at risk.

    When its forecast turns worse: at risk, or it cannot be finished within its period any more. Minutes that are
    scheduled, that could be scheduled beside them, and that do not fit."""

    pace: Literal["at_risk", "cannot_finish"]
    ends_on: date
    scheduled_minutes: int
    schedulable_minutes: int
    short_minutes: int
