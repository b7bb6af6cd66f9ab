"""What the events of a case share."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from services.community_service.events.topics import CASES, CHILDREN, INTERNAL
from shared.messaging.events import Audience, Event, Internal

SentenceState = Literal["assigned", "active", "completed", "revoked", "closed", "lapsed"]


Regime = Literal["adult", "child"]


class CaseFact(Event, topic={"adult": CASES, "child": CHILDREN}, internal_topic=INTERNAL):
    """A fact about a sentence, with the balance as it is after it. All durations are in minutes.

    No agency reads adults' and children's cases on one topic (UU 11/2012 art. 19, rule C4)."""

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
    regime: Annotated[Regime, Audience()] = "child"


CASE = "/community-service/sentences/{}"
