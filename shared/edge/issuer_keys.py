"""The public keys of the token issuer, read as a JWKS from a file or an address.

They are read again on a timer, so that a key that the issuer has removed is soon nobody's, and when a token names a key
that is not known yet. While the issuer is away the last ones go on being used; `masohi_issuer_keys_age_seconds` tells
how old they are.
"""

from __future__ import annotations

import asyncio
import logging
import time
from pathlib import Path
from typing import Any

import httpx
import orjson
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, Key, KeySet, OKPKey, RSAKey

from shared.errors import Refusal
from shared.metrics import ISSUER_KEYS_AGE

log = logging.getLogger(__name__)

ALGORITHMS = ("Ed25519", "EdDSA", "ES256", "RS256")
RELOAD_S = 10.0
"""Tokens that name unknown keys make us read the keys again no more often than this."""
RETRY_S = 2.0
"""The same, while the keys have never been read."""
_UNREADABLE = (httpx.HTTPError, OSError, JoseError, ValueError, LookupError, TypeError, AttributeError)


class IssuerKeysAway(
    Refusal,
    kind="unavailable",
    indonesian="Kunci penerbit token belum dapat dibaca. Coba lagi sebentar lagi.",
):
    """The token issuer's keys cannot be read yet. Try again in a moment."""


class IssuerKeys:
    """`now` is the set that counts. A new object takes its place only where the issuer has changed a key."""

    def __init__(self, where: str) -> None:
        self._where = where
        self.now: KeySet | None = None
        self._tried_at = float("-inf")
        self._good_at = time.monotonic()
        self._lock = asyncio.Lock()

    async def run(self, every_s: float) -> None:
        """Reads the keys now and then every so many seconds; sooner while they have never been read."""
        while True:
            await self._read(0.0)
            await asyncio.sleep(every_s if self.now is not None else min(RETRY_S, every_s))

    async def renewed(self) -> KeySet:
        """The keys, read again where the last time is long enough ago. Raises IssuerKeysAway if they never were."""
        await self._read(RETRY_S if self.now is None else RELOAD_S)
        if self.now is None:
            raise IssuerKeysAway
        return self.now

    def problem(self) -> str | None:
        """Why no token can be checked."""
        if self.now is None:
            return "its keys have not been read yet"
        return None if self.now else "none of its keys can be used"

    async def _read(self, not_within_s: float) -> None:
        async with self._lock:
            if time.monotonic() - self._tried_at < not_within_s:
                return
            self._tried_at = time.monotonic()
            try:
                found = usable(await read_jwks(self._where))
            except _UNREADABLE as error:
                log.warning("the issuer's keys cannot be read", extra={"error": repr(error)})
            else:
                self._good_at = time.monotonic()
                if self.now is None or found.as_dict() != self.now.as_dict():
                    self.now = found
            ISSUER_KEYS_AGE.set(time.monotonic() - self._good_at)


def usable(jwks: Any) -> KeySet:
    """The keys of a set that can check a token; others are passed over (RFC 7517, section 5)."""
    if not isinstance(jwks["keys"], list):
        raise TypeError("keys is not a list")
    return KeySet([key for data in jwks["keys"] if (key := _key(data)) is not None])


def _key(data: Any) -> Key | None:
    try:
        if data.get("use", "sig") != "sig" or "verify" not in data.get("key_ops", ["verify"]):
            return None
        if data.get("alg", "EdDSA") not in ALGORITHMS:
            return None
        match data["kty"], data.get("crv"):
            case "OKP", "Ed25519":
                # Without its `alg`: the two names of the algorithm mean the same (RFC 9864).
                return OKPKey.import_key({name: data[name] for name in ("kty", "crv", "x", "kid") if name in data})
            case "EC", "P-256":
                return ECKey.import_key(data)
            case "RSA", _:
                return RSAKey.import_key(data)
    except (JoseError, ValueError, LookupError, TypeError, AttributeError) as error:
        log.warning("a key of the issuer cannot be read", extra={"error": repr(error)})
    return None


async def read_jwks(where: str) -> Any:
    """The document itself, from a file or an address."""
    if not where.startswith(("http://", "https://")):
        return orjson.loads(await asyncio.to_thread(Path(where).read_bytes))
    async with httpx.AsyncClient(timeout=5) as client:
        answer = await client.get(where)
        answer.raise_for_status()
        return answer.json()
