"""Alarms. Their public types say `misuse`."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from services.community_service.events.cases import CASE, CaseFact
from shared.messaging.events import Internal

Misuse = Literal[
    "two_places_at_once",
    "slot_overfull",
    "outside_schedule",
    "far_from_site",
    "signed_for_relative",
    "signed_alone",
    "too_regular",
    "commercial_site",
    "clock_moved",
]


class AlarmFact(CaseFact):
    alarm_id: UUID
    kind: Misuse
    session_id: UUID
    site_id: Annotated[UUID, Internal()]


class MisuseSuspected(AlarmFact, type="community-service.misuse.suspected", key="sentence_id", detail=CASE):
    """Misuse suspected.

    When facts of a session do not go together. `measured` and `allowed` are minutes, metres, people or sessions, as the
    kind has it. The case is not completed before someone who is not involved has resolved it."""

    measured: int
    allowed: int


class MisuseResolved(AlarmFact, type="community-service.misuse.resolved", key="sentence_id", detail=CASE):
    """Misuse resolved.

    When someone who is not involved has looked into an alarm. One that is confirmed leads to a correction.
    `open_alarms` of the case are left."""

    finding: Literal["dismissed", "confirmed"]
    open_alarms: int
