"""Acts about what a verdict states beside hours and period."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from services.community_service.events.topics import CommunityServiceRecord


class PlaceAllowed(CommunityServiceRecord, type="community-service.record.place-allowed", key="sentence_id"):
    """The prosecutor allows another place than the one that the verdict states."""

    sentence_id: UUID
    site_id: UUID
    document_number: str
    document_date: date
