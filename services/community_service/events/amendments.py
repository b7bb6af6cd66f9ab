"""Changes of a sentence."""

from __future__ import annotations

from datetime import date
from typing import Literal
from uuid import UUID

from services.community_service import justice
from services.community_service.events.cases import CASE, CaseFact
from services.community_service.events.topics import ANSWERS, CommunityServiceRecord
from services.community_service.events.verdicts import Violation
from shared.messaging.events import Event


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


ChangeOutcome = Literal["applied", "held", "superseded", "dismissed"]


class VerdictChangeAnswered(Event, topic=ANSWERS, type="community-service.verdict-change.answered", key="court_code"):
    """Change of a verdict answered.

    When it is known what became of a change, other than that it simply holds or breaks rules. `applied`: a decision on
    a breach had closed the sentence, and what was ordered is capped by the change. `held`: that does not fit, and the
    prosecutor decides. `superseded`: a later one holds already, also one of the same day. `dismissed`: someone at the
    court or the prosecutor's office has set it aside. `reasons` say why. `intake_event_id` is null where it was entered
    by hand."""

    change_id: UUID
    court_code: str
    verdict_number: str | None
    prosecutor_code: str | None
    intake_event_id: str | None
    concerns: Literal["amendment", "revocation"]
    outcome: ChangeOutcome
    reasons: list[Violation]


class VerdictChangeDismissed(
    CommunityServiceRecord, type="community-service.record.verdict-change-dismissed", key="change_id"
):
    """Someone set a change of a verdict aside that never met its verdict, or that was held. The reason in words stays
    in its table."""

    change_id: UUID
    court_code: str
    concerns: Literal["amendment", "revocation"]
    sentence_id: UUID | None
    was: Literal["waiting", "held"]
