"""Changes of a sentence."""

from __future__ import annotations

from datetime import date
from typing import Literal

from services.community_service import justice
from services.community_service.events.cases import CASE, CaseFact


class SentenceAmended(CaseFact, type="community-service.sentence.amended", key="sentence_id", detail=CASE):
    """Sentence amended.

    When its verdict is changed, or when the prosecutor decides what follows from a correction after completion. Both
    days of the period are included. `remaining_minutes` is negative where more is served than is asked now."""

    cause: Literal["verdict", "reopened", "completion_stands"]
    ground: justice.Ground | None
    starts_on: date
    ends_on: date


class SentenceRevoked(CaseFact, type="community-service.sentence.revoked", key="sentence_id", detail=CASE):
    """Sentence revoked.

    When its verdict falls. What was credited stays on record."""

    reason: justice.RevocationReason
    decided_on: date
