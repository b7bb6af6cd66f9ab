"""Guardian (orang tua atau wali): who accompanies a child, and is told of each session. PP 58/2022 art. 16(1), (4)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from services.community_service import events
from services.community_service.domain.sentences import Sentence
from services.community_service.errors.guardians import GuardianOfAChildOnly
from services.community_service.events import Relation
from shared.messaging.events import Event

ContactChannel = Literal["email", "phone", "whatsapp", "visit"]


@dataclass(frozen=True, slots=True)
class Guardian:
    """Personal data. `reference` is the recipient in the directory of notifications; without it the counsellor tells
    the guardian of each session."""

    name: str
    relation: Relation
    channel: ContactChannel
    contact: str
    reference: str | None = None


def name_guardian(
    sentence: Sentence, known: Guardian | None, guardian: Guardian, booked: Sequence[tuple[datetime, datetime]]
) -> Sequence[Event]:
    """Raises GuardianOfAChildOnly. The fact has the reference alone, and is told where that has changed.

    `booked`: when the coming sessions begin and end. Whoever is named now has not heard of them."""
    if sentence.regime != "child":
        raise GuardianOfAChildOnly
    if known is not None and known.reference == guardian.reference:
        return []
    named = events.GuardianNamed(sentence_id=sentence.id, guardian_reference=guardian.reference)
    if guardian.reference is None:
        return [named]
    return [named, *sessions_due(sentence.id, booked)]


def sessions_due(sentence_id: UUID, booked: Sequence[tuple[datetime, datetime]]) -> Sequence[Event]:
    """For a guardian who has not heard of these sessions."""
    return [
        events.GuardianSessionDue(sentence_id=sentence_id, starts_at=starts_at, ends_at=ends_at)
        for starts_at, ends_at in booked
    ]
