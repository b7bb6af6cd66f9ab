"""A sign-on that is under way: what the browser carries to the issuer and back, sealed in a cookie of ten minutes.

The service keeps nothing of it, so nobody fills its database by beginning to sign in.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import time
from dataclasses import asdict, dataclass

import orjson
from joserfc import jwe
from joserfc.errors import JoseError
from joserfc.jwk import OctKey

FOR_S = 600


@dataclass(frozen=True, slots=True)
class Flight:
    """`state`, `nonce` and PKCE's verifier of one sign-on, and the own path that it leads to."""

    state: str
    nonce: str
    verifier: str
    then: str
    silent: bool
    until: int

    @classmethod
    def to(cls, then: str, *, silent: bool = False) -> Flight:
        state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
        return cls(state, nonce, verifier, then, silent, int(time.time()) + FOR_S)


class Flights:
    """Seals flights with a key made from the secret behind the person ids, and of no other use."""

    def __init__(self, secret: bytes, prefix: str) -> None:
        self._key = OctKey.import_key(hmac.new(secret, f"masohi sign-on {prefix}".encode(), hashlib.sha256).digest())

    def sealed(self, flight: Flight) -> str:
        return jwe.encrypt_compact({"alg": "dir", "enc": "A256GCM"}, orjson.dumps(asdict(flight)), self._key)

    def opened(self, cookie: str | None, state: str | None) -> Flight | None:
        """The flight that an answer of the issuer belongs to, or None: another browser's, too late, or none of ours."""
        if not cookie or not state:
            return None
        try:
            flight = Flight(**orjson.loads(jwe.decrypt_compact(cookie, self._key).plaintext or b""))
        except (JoseError, ValueError, TypeError):
            return None
        fits = hmac.compare_digest(flight.state.encode(), state.encode()) and flight.until > time.time()
        return flight if fits else None
