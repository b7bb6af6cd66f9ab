"""Facts about the offices of a case."""

from __future__ import annotations

from services.community_service.events.cases import CASE, CaseFact


class SentenceOfficesCorrected(
    CaseFact, type="community-service.sentence.offices-corrected", key="sentence_id", detail=CASE
):
    """Sentence: office corrected.

    When the code of its prosecutor's or probation office was one that no register knows, and the right one was entered.
    The codes in this fact hold from now on."""
