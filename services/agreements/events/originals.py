"""Records of where the originals of signed documents lie."""

from __future__ import annotations

from uuid import UUID

from services.agreements.events.topics import AgreementsRecord


class OriginalPlaced(AgreementsRecord, type="agreements.record.original-placed", key="agreement_id"):
    """Where the original of a party lies was recorded: of the signed agreement, or of the addendum of this number."""

    agreement_id: UUID
    party_id: UUID
    place: str
    archive_number: str
    addendum: int | None = None
