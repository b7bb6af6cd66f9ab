"""What is made with the secret: ids of persons, verdicts and answers, and the fingerprint of a verdict."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import rfc8785

from services.community_service import justice
from services.community_service.domain.verdicts_numbers import key
from shared.ids import derived_id, person_id


@dataclass(frozen=True, slots=True)
class Identity:
    """Made once in `main.py`, for the route and the messages that bring verdicts."""

    key: bytes = field(repr=False)

    def person(self, nik: str) -> UUID:
        return person_id(self.key, nik)

    def sentence(self, court_code: str, verdict_number: str) -> UUID:
        """A verdict that is heard again, in whatever spelling of its number, becomes the same sentence."""
        return derived_id(self.key, "sentence", court_code, key(verdict_number))

    def diversion(self, court_code: str, determination_number: str) -> UUID:
        """A determination may have the number of a verdict of its court, and is another sentence."""
        return derived_id(self.key, "diversion", court_code, key(determination_number))

    def diversion_rejection(self, court_code: str, determination_number: str) -> UUID:
        return derived_id(self.key, "diversion-rejection", court_code, key(determination_number))

    def rejection(self, court_code: str, verdict_number: str) -> UUID:
        """The same for every rejection of a verdict; the returned verdict has it too."""
        return derived_id(self.key, "rejection", court_code, key(verdict_number))

    def unreadable(self, source: str, event_id: str) -> UUID:
        """Of the rejection of a message that cannot be read."""
        return derived_id(self.key, "unreadable", source, event_id)

    def fingerprint(self, verdict: justice.SentencePronounced | justice.DiversionDetermined) -> bytes:
        """32 bytes, the same for the same content. Without the key the NIK in it could be guessed."""
        content = rfc8785.dumps(_as_it_was(verdict.model_dump(mode="json")))
        return hmac.new(self.key, content, hashlib.sha256).digest()


_LATER: dict[str, tuple[Any, ...]] = {
    **dict.fromkeys(("sanctions", "place", "work", "days_per_week", "days_per_month"), (None,)),
    "detained_days": (None, 0),
}
"""Fields that verdicts have had since later, with what they are where nothing is said."""


def _as_it_was(content: dict[str, Any]) -> dict[str, Any]:
    """Without later fields that say nothing: an older verdict that is heard again is the same."""
    return {name: value for name, value in content.items() if name not in _LATER or value not in _LATER[name]}
