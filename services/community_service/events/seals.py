"""The daily seal of the journal."""

from __future__ import annotations

from services.community_service.events.topics import CommunityServiceEvent
from shared.messaging.events import SealFact


class JournalSealed(
    CommunityServiceEvent,
    SealFact,
    type="community-service.journal.sealed",
    key="journal",
    detail="/{}/journal/seals",
):
    """Journal sealed.

    Once for each local day that is over: the Merkle root over the heads of all streams up to `position`, signed with
    Ed25519 and chained to the seal before. Keep it: with it you can prove that the past was changed later."""
