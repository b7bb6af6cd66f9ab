"""Who accompanies a child."""

from __future__ import annotations

from datetime import datetime
from typing import Literal
from uuid import UUID

from services.community_service.events.cases import CASE
from services.community_service.events.topics import INTERNAL
from shared.messaging.events import Event

Relation = Literal["father", "mother", "parents", "guardian", "relative", "other"]
Accompanied = Literal["guardian", "counsellor", "both", "nobody"]
"""Who was with a child at a session: parents or guardian, the probation counsellor, both, or nobody."""


class GuardianNamed(
    Event, internal_topic=INTERNAL, type="community-service.guardian.named", key="sentence_id", detail=CASE
):
    """Guardian named.

    When the counsellor enters or changes who is told of a child's sessions. Only the four services read it: that a case
    has a guardian says that it is a child's. `guardian_reference` is the recipient in the directory of notifications;
    null where the counsellor tells the guardian. No name and no address is in it."""

    sentence_id: UUID
    guardian_reference: str | None


class GuardianSessionDue(
    Event, internal_topic=INTERNAL, type="community-service.guardian.session-due", key="sentence_id", detail=CASE
):
    """Session due, for a guardian named later.

    One for each coming session, where a guardian is named after it was scheduled. Only the four services read it."""

    sentence_id: UUID
    starts_at: datetime
    ends_at: datetime
