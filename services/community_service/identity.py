"""What turns a national id (NIK) into a `person_id` and a verdict into its fingerprint: the one secret here."""

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
    """Made once, where the service is composed, and handed to the doors that take verdicts."""

    key: bytes = field(repr=False)

    def person(self, nik: str) -> UUID:
        return person_id(self.key, nik)

    def fingerprint(self, verdict: justice.SentencePronounced) -> bytes:
        """32 bytes, the same for the same content; keyed, since the NIK in it could otherwise be guessed."""
        said = rfc8785.dumps(verdict.model_dump(mode="json"))
        return hmac.new(self.key, said, hashlib.sha256).digest()
