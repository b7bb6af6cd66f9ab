"""The keys of the daily seal (Ed25519): the private one a secret of the service, the public ones for who verifies."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

Trust = Mapping[str, bytes]
"""Public keys (32 bytes) by key id: whose signatures count."""


@dataclass(frozen=True, slots=True)
class SealKey:
    """The private key. Made from 32 random bytes, given as base64url without padding (`secrets.token_urlsafe(32)`)."""

    private: Ed25519PrivateKey = field(repr=False)

    @classmethod
    def of(cls, text: str) -> SealKey:
        return cls(Ed25519PrivateKey.from_private_bytes(_bytes(text)))

    @property
    def public(self) -> bytes:
        return self.private.public_key().public_bytes_raw()

    @property
    def key_id(self) -> str:
        return key_id(self.public)


def key_id(public: bytes) -> str:
    """The first 16 hexadecimal digits of the public key's SHA-256."""
    return hashlib.sha256(public).hexdigest()[:16]


def trust(publics: Iterable[bytes]) -> Trust:
    """Public keys by their key id."""
    return {key_id(public): public for public in publics}


def trusted(own: SealKey | None, others: str) -> Trust:
    """The own public key, and earlier or foreign ones: base64url, several with commas."""
    given = [_bytes(text) for text in others.split(",") if text.strip()]
    return trust([*([own.public] if own else []), *given])


def _bytes(text: str) -> bytes:
    """32 bytes of base64url. Raises ValueError."""
    raw = base64.urlsafe_b64decode(text.strip() + "=" * (-len(text.strip()) % 4))
    if len(raw) != 32:
        raise ValueError("an Ed25519 key is 32 bytes as base64url: secrets.token_urlsafe(32) makes one")
    return raw
