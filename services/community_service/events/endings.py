"""How a sentence ends other than by its last minute, and the end of the guidance."""

from __future__ import annotations

from datetime import date
from typing import Literal

from services.community_service.events.cases import CASE, CaseFact

LapseGround = Literal["death", "limitation", "amnesty", "clemency", "transfer"]
GuidanceGround = Literal["served", "revoked", "lapsed", "transfer"]


class SentenceLapsed(CaseFact, type="community-service.sentence.lapsed", key="sentence_id", detail=CASE):
    """Sentence lapsed.

    When the prosecutor states that it can no longer be executed: death, limitation, amnesty, clemency, or transfer to
    another state. What was credited stays on record; no session is held any more."""

    ground: LapseGround
    lapsed_on: date


class GuidanceEnded(CaseFact, type="community-service.guidance.ended", key="sentence_id", detail=CASE):
    """Guidance ended.

    When the head of the probation office ends the guidance of a sentence that is over, with its ground."""

    ground: GuidanceGround
    ended_on: date
