"""Facts about guardians of children's cases. Only the four services read them: they say that a case is a child's."""

from __future__ import annotations

from uuid import UUID

from services.notifications.events.topics import INTERNAL
from shared.messaging.events import Event


class GuardianFact(Event, internal_topic=INTERNAL):
    sentence_id: UUID
    guardian_reference: str


class GuardianUnreachable(GuardianFact, type="notifications.guardian.unreachable", key="sentence_id"):
    """Guardian unreachable.

    When no active recipient of the directory has the reference that the counsellor entered: nobody hears of the child's
    sessions."""


class GuardianReached(GuardianFact, type="notifications.guardian.reached", key="sentence_id"):
    """Guardian reached again.

    When an active recipient has the reference of a guardian who was unreachable."""
