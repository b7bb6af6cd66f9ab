"""Who is calling and what they may do. Every route names its roles with `may(...)` or is marked `open_to_all()`.

A caller shows a bearer token (JWT) signed by the configured issuer. Claims: `sub`, `roles` (list), `organisation` (the
id of the caller's organisation), `exp`. Keys are read as a JWKS from a file or address and read again when a token
names a key that is not known yet.
"""

from __future__ import annotations

import asyncio
import logging
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import orjson
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from shared.errors import Forbidden, Refusal

log = logging.getLogger(__name__)

ALGORITHMS = ["Ed25519", "ES256", "RS256"]
_LEEWAY_S = 30
_CACHE_SIZE = 10_000
_RELOAD_S = 10.0


class Unauthenticated(Refusal, kind="forbidden", indonesian="Tunjukkan token yang sah: {why}."):
    """Show a valid bearer token: {why}."""


class IssuerKeysAway(
    Refusal,
    kind="unavailable",
    indonesian="Kunci penerbit token belum dapat dibaca. Coba lagi sebentar lagi.",
):
    """The token issuer's keys cannot be read yet. Try again in a moment."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: a pseudonymous subject, never a name."""

    subject: str
    roles: frozenset[str] = frozenset()
    organisation: UUID | None = None

    def require_organisation(self, *allowed: UUID | None) -> None:
        """Refuses unless the caller belongs to one of these organisations."""
        if self.organisation is None or self.organisation not in allowed:
            raise Forbidden(why="this is for another organisation / ini milik instansi lain")


class TokenVerifier:
    """Checks tokens; remembers the good ones until they expire: a signature costs more than the rest of a read."""

    def __init__(self, issuer: str, audience: str, jwks: str) -> None:
        self._jwks = jwks
        self._claims = jwt.JWTClaimsRegistry(
            leeway=_LEEWAY_S,
            iss={"essential": True, "value": issuer},
            aud={"essential": True, "value": audience},
            exp={"essential": True},
            sub={"essential": True},
        )
        self._keys: KeySet | None = None
        self._read_at = 0.0
        self._lock = asyncio.Lock()
        self._seen: dict[str, tuple[float, Actor]] = {}

    async def actor(self, token: str) -> Actor:
        """The caller. Raises Unauthenticated, and IssuerKeysAway while the issuer's keys have never been read."""
        known = self._seen.get(token)
        if known and known[0] > time.time():
            return known[1]
        claims = await self._verified(token)
        actor = _actor(claims)
        if len(self._seen) >= _CACHE_SIZE:
            self._seen.clear()
        self._seen[token] = (float(claims["exp"]), actor)
        return actor

    async def _verified(self, token: str) -> dict[str, Any]:
        keys = self._keys or await self._reload()
        try:
            return self._decode(token, keys)
        except (JoseError, ValueError) as first:
            renewed = await self._reload()
            if renewed is keys:
                raise Unauthenticated(why=_reason(first)) from None
        try:
            return self._decode(token, renewed)
        except (JoseError, ValueError) as error:
            raise Unauthenticated(why=_reason(error)) from None

    def _decode(self, token: str, keys: KeySet) -> dict[str, Any]:
        decoded = jwt.decode(token, keys, algorithms=ALGORITHMS)
        self._claims.validate(decoded.claims)
        return decoded.claims

    async def _reload(self) -> KeySet:
        """The issuer's keys, read again where the last time was more than ten seconds ago."""
        async with self._lock:
            if self._keys is not None and time.monotonic() - self._read_at < _RELOAD_S:
                return self._keys
            self._read_at = time.monotonic()
            try:
                self._keys = KeySet.import_key_set(await _read_jwks(self._jwks))
            except (httpx.HTTPError, OSError, JoseError, ValueError, LookupError, TypeError) as error:
                log.warning("the issuer's keys cannot be read", extra={"error": repr(error)})
                if self._keys is None:
                    raise IssuerKeysAway from None
            return self._keys


async def _read_jwks(where: str) -> Any:
    if not where.startswith(("http://", "https://")):
        return orjson.loads(await asyncio.to_thread(Path(where).read_bytes))
    async with httpx.AsyncClient(timeout=5) as client:
        answer = await client.get(where)
        answer.raise_for_status()
        return answer.json()


def _actor(claims: dict[str, Any]) -> Actor:
    roles, organisation = claims.get("roles", []), claims.get("organisation")
    if not isinstance(roles, list) or not all(isinstance(role, str) for role in roles):
        raise Unauthenticated(why="roles must be a list of words")
    try:
        return Actor(str(claims["sub"]), frozenset(roles), UUID(organisation) if organisation else None)
    except (ValueError, AttributeError):
        raise Unauthenticated(why="organisation must be a UUID") from None


def _reason(error: Exception) -> str:
    return str(getattr(error, "error", "")) or str(error) or type(error).__name__
