"""The answer to who sent a verdict that breaks rules."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from services.community_service.events.topics import ANSWERS
from shared.messaging.events import Event

Concern = Literal["pronouncement", "amendment", "revocation", "unreadable"]


class Violation(BaseModel):
    """A broken rule with the figures it was judged by; no personal data. `detail_id` is the same in Indonesian; null in
    facts from before it was written."""

    model_config = ConfigDict(frozen=True)

    rule: str | None
    article: str | None
    slug: str
    detail: str
    detail_id: str | None = None


class SentenceRejected(Event, topic=ANSWERS, type="community-service.sentence.rejected", key="court_code"):
    """Sentence rejected.

    When a verdict or a change of one breaks rules: back to the sender with all of them. The answers to one court are
    in order. `rejection_id` is the same for a verdict. What cannot be read at all is answered too, with what could be
    read of it: `court_code` is `unknown` where that could not, and `intake_event_id` is the event's id or, without
    one, its place on the topic. Sixteen digits in an id may be a national id (NIK): `…` stands in their place.
    `returned`: the verdict is kept as returned verdict `rejection_id`, where its prosecutor may override the rules."""

    rejection_id: UUID
    court_code: str
    verdict_number: str | None
    prosecutor_code: str | None
    intake_event_id: str
    violations: list[Violation]
    concerns: Concern = "pronouncement"
    returned: bool = False
