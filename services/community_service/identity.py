"""The person id of a national id (NIK), and the fingerprint of a verdict. Both need the secret of this service."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass, field
from uuid import UUID

import rfc8785

from services.community_service import justice
from shared.ids import person_id


@dataclass(frozen=True, slots=True)
class Identity:
    """Made once in `main.py`, for the route and the messages that bring verdicts."""

    key: bytes = field(repr=False)

    def person(self, nik: str) -> UUID:
        return person_id(self.key, nik)

    def fingerprint(self, verdict: justice.SentencePronounced) -> bytes:
        """32 bytes, the same for the same content. Without the key the NIK in it could be guessed."""
        content = rfc8785.dumps(verdict.model_dump(mode="json"))
        return hmac.new(self.key, content, hashlib.sha256).digest()
