"""Who is calling and what they may do. Every route names its roles with `may(...)` or is marked `open_to_all()`.

A caller shows a bearer token (JWT) signed by the configured issuer. Claims: `sub`, `roles` (list), `organisation` (the
id of the caller's organisation), `exp`.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from joserfc.jws import JWSRegistry

from shared.edge.issuer_keys import ALGORITHMS, IssuerKeys
from shared.errors import Forbidden, Refusal

_LEEWAY_S = 30
_CACHE_SIZE = 10_000


class Unauthenticated(Refusal, kind="forbidden", indonesian="Tunjukkan token yang sah: {why}."):
    """Show a valid bearer token: {why}."""


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


class _Algorithms(JWSRegistry):
    """Takes `EdDSA` for Ed25519, as many issuers still call it; header fields that we do not know are passed over."""

    max_header_length = 4_096

    def get_alg(self, name: str) -> Any:
        return super().get_alg("Ed25519" if name == "EdDSA" else name)


_ALGORITHMS = _Algorithms(algorithms=ALGORITHMS, strict_check_header=False)


class TokenVerifier:
    """Checks tokens; remembers the good ones until they expire: a signature costs more than the rest of a read.

    Nothing that was checked with a key outlives it: with the first change of the issuer's keys all is forgotten.
    """

    def __init__(self, issuer: str, audience: str, jwks: str) -> None:
        self.keys = IssuerKeys(jwks)
        self._issuer = issuer
        self._claims = self._wanted(audience, subject=True)
        self._seen: dict[str, tuple[float, Actor]] = {}
        self._seen_with: KeySet | None = None

    async def actor(self, token: str) -> Actor:
        """The caller. Raises Unauthenticated, and IssuerKeysAway while the issuer's keys have never been read."""
        if self._seen_with is not self.keys.now:
            self._forget()
        known = self._seen.get(token)
        if known and known[0] > time.time():
            return known[1]
        claims = await self._verified(token, self._claims)
        actor = actor_of(claims)
        if len(self._seen) >= _CACHE_SIZE or self._seen_with is not self.keys.now:
            self._forget()
        self._seen[token] = (float(claims["exp"]), actor)
        return actor

    async def claims(self, token: str, audience: str, *, subject: bool = True) -> dict[str, Any]:
        """The claims of another kind of token of the same issuer, such as an id token. Raises as `actor` does."""
        return await self._verified(token, self._wanted(audience, subject=subject))

    def _wanted(self, audience: str, *, subject: bool) -> jwt.JWTClaimsRegistry:
        return jwt.JWTClaimsRegistry(
            leeway=_LEEWAY_S,
            iss={"essential": True, "value": self._issuer},
            aud={"essential": True, "value": audience},
            exp={"essential": True},
            sub={"essential": subject},
        )

    def _forget(self) -> None:
        self._seen.clear()
        self._seen_with = self.keys.now

    async def _verified(self, token: str, wanted: jwt.JWTClaimsRegistry) -> dict[str, Any]:
        keys = self.keys.now if self.keys.now is not None else await self.keys.renewed()
        try:
            return self._decode(token, keys, wanted)
        except (JoseError, ValueError) as first:
            renewed = await self.keys.renewed()
            if renewed is keys:
                raise Unauthenticated(why=_reason(first)) from None
        try:
            return self._decode(token, renewed, wanted)
        except (JoseError, ValueError) as error:
            raise Unauthenticated(why=_reason(error)) from None

    def _decode(self, token: str, keys: KeySet, wanted: jwt.JWTClaimsRegistry) -> dict[str, Any]:
        decoded = jwt.decode(token, keys, registry=_ALGORITHMS)
        wanted.validate(decoded.claims)
        return decoded.claims


def actor_of(claims: dict[str, Any]) -> Actor:
    """The caller that some claims describe. Raises Unauthenticated."""
    roles, organisation = claims.get("roles", []), claims.get("organisation")
    if not isinstance(roles, list) or not all(isinstance(role, str) for role in roles):
        raise Unauthenticated(why="roles must be a list of words")
    try:
        return Actor(str(claims["sub"]), frozenset(roles), UUID(organisation) if organisation else None)
    except (ValueError, AttributeError):
        raise Unauthenticated(why="organisation must be a UUID") from None


def _reason(error: Exception) -> str:
    return str(getattr(error, "error", "")) or str(error) or type(error).__name__
