"""What the events of a case share."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from services.community_service.events.topics import CommunityServiceEvent
from shared.messaging.events import Internal

SentenceState = Literal["assigned", "active", "completed", "revoked", "closed"]


class CaseFact(CommunityServiceEvent):
    """A fact about a sentence, with the balance as it is after it. All durations are in minutes."""

    sentence_id: UUID
    state: SentenceState
    required_minutes: int
    credited_minutes: int
    remaining_minutes: int
    court_code: str
    verdict_number: str | None
    prosecutor_code: str
    probation_office_code: str
    person_id: Annotated[UUID, Internal()]


CASE = "/community-service/sentences/{}"
