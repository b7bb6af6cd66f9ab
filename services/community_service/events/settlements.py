"""Settlements: what became of a session that nobody had recorded."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from services.community_service.events.attendance import Outcome
from services.community_service.events.topics import CommunityServiceRecord

SettledOutcome = Outcome | Literal["not_held"]


class SessionSettled(CommunityServiceRecord, type="community-service.record.session-settled", key="sentence_id"):
    """A coordinator found out what became of a session that nobody had recorded. The reason stands with the session."""

    sentence_id: UUID
    session_id: UUID
    outcome: SettledOutcome
