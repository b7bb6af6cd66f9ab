"""Identifiers: time-ordered for what we make, derived with a secret for what others named before us."""

from __future__ import annotations

import hashlib
import hmac
import json
from uuid import UUID

import uuid_utils.compat


def new_id() -> UUID:
    """A UUIDv7: new ids land at the end of every index."""
    return uuid_utils.compat.uuid7()


def person_id(secret: bytes, identity: str) -> UUID:
    """The same person's id in every service that holds the secret; nothing can be read back from it.

    `identity` is the national id (NIK). Version 8 marks a UUID of our own making (RFC 9562).
    """
    digest = hmac.new(secret, identity.strip().encode(), hashlib.sha256).digest()
    return UUID(int=_version_8(digest[:16]))


def registered_id(secret: bytes, institution: UUID, register_number: str) -> UUID:
    """The id of somebody whose NIK is not known. No number leads to the id of a NIK or to one of another institution.

    Those registered before this was so have an id from the number alone; it stays."""
    return derived_id(secret, "register number", str(institution), register_number.strip())


def derived_id(secret: bytes, what: str, *names: str) -> UUID:
    """The same id for the same names, wherever and whenever it is made; without the secret nobody can guess it back.

    `what` keeps ids of different things apart. Version 8, as `person_id`."""
    key = hmac.new(secret, f"masohi {what}".encode(), hashlib.sha256).digest()
    return UUID(int=_version_8(hmac.new(key, json.dumps(names).encode(), hashlib.sha256).digest()[:16]))


def _version_8(raw: bytes) -> int:
    number = int.from_bytes(raw, "big")
    number = number & ~(0xF << 76) | 0x8 << 76
    return number & ~(0x3 << 62) | 0x2 << 62
