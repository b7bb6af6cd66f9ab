"""Originals (naskah asli): each party keeps one of every signed agreement and addendum, and says where it lies."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from services.agreements import events
from services.agreements.domain.addenda import Addendum
from services.agreements.domain.agreements import Agreement, require_party
from services.agreements.errors import originals as errors
from shared.messaging.events import Event


@dataclass(frozen=True, slots=True)
class Original:
    """The original of one party: its place (an archive, a room, a cupboard), and its number there."""

    id: UUID
    party_id: UUID
    place: str
    archive_number: str


def place(agreement: Agreement, addendum: Addendum | None, original: Original) -> list[Event]:
    """A later entry of the same party holds from then on; the earlier ones stay. Raises NotAParty,
    OriginalBeforeSignature."""
    require_party(agreement, original.party_id)
    signed = addendum or agreement
    if len(signed.signatures) < len(agreement.parties):
        raise errors.OriginalBeforeSignature(state=signed.state)
    placed = events.OriginalPlaced(
        agreement_id=agreement.id,
        party_id=original.party_id,
        place=original.place,
        archive_number=original.archive_number,
        addendum=addendum.number if addendum else None,
    )
    return [placed]
