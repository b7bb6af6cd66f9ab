"""The identity provider (OpenID Connect): where people sign in, and what its tokens say.

Authorization code with PKCE (RFC 7636, S256), as RFC 9700 asks of every client. Its keys are those that check bearer
tokens. Tokens are read once and thrown away.
"""

from __future__ import annotations

import base64
import hashlib
import logging
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import httpx

from shared.edge.access import TokenVerifier
from shared.errors import Refusal

log = logging.getLogger(__name__)

_KNOWN_FOR_S = 600.0
_TIMEOUT_S = 5.0
_LOGOUT = "http://schemas.openid.net/event/backchannel-logout"


class SignOnAway(
    Refusal, kind="unavailable", indonesian="Layanan masuk tidak dapat dihubungi. Coba lagi sebentar lagi."
):
    """The sign-on service cannot be reached. Try again in a moment."""


class SignOnRefused(Refusal, kind="forbidden", indonesian="Masuk tidak berhasil: {why}. Coba sekali lagi."):
    """Signing in did not work: {why}. Try once more."""


@dataclass(frozen=True, slots=True)
class SignOnSettings:
    """What a service is to the issuer. `discovery` is empty where no sign-on is set up."""

    issuer: str
    discovery: str
    client_id: str
    client_secret: Callable[[], str] = field(repr=False)
    """As it is now: it may be changed while the service runs."""
    redirect_uri: str


@dataclass(frozen=True, slots=True)
class Endpoints:
    authorization: str
    token: str
    end_session: str | None


def challenge(verifier: str) -> str:
    """PKCE's S256 of a verifier."""
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()


class Issuer:
    """Talks with the identity provider on behalf of one service."""

    def __init__(self, settings: SignOnSettings) -> None:
        self._settings = settings
        self._known: tuple[float, Endpoints] | None = None

    @property
    def client_id(self) -> str:
        return self._settings.client_id

    async def endpoints(self) -> Endpoints:
        """From the discovery document, read anew every ten minutes. Raises SignOnAway."""
        if self._known and time.monotonic() - self._known[0] < _KNOWN_FOR_S:
            return self._known[1]
        if not self._settings.discovery:
            log.error("nobody can sign in: MASOHI_SIGN_ON is empty")
            raise SignOnAway
        try:
            async with httpx.AsyncClient(timeout=_TIMEOUT_S) as client:
                answer = await client.get(self._settings.discovery)
                answer.raise_for_status()
                found = self._endpoints(answer.json())
        except (httpx.HTTPError, ValueError, LookupError, TypeError) as error:
            log.warning("the sign-on service does not describe itself", extra={"error": repr(error)})
            if self._known:
                return self._known[1]
            raise SignOnAway from None
        self._known = time.monotonic(), found
        return found

    def _endpoints(self, document: dict[str, Any]) -> Endpoints:
        if document["issuer"] != self._settings.issuer:
            raise ValueError("it describes another issuer than MASOHI_ISSUER")
        end_session = document.get("end_session_endpoint")
        return Endpoints(document["authorization_endpoint"], document["token_endpoint"], end_session)

    async def sign_in_address(self, state: str, nonce: str, verifier: str, *, silent: bool) -> str:
        """Where the browser goes to sign in. `silent`: without asking the person anything, or not at all."""
        wanted = {
            "response_type": "code",
            "client_id": self._settings.client_id,
            "redirect_uri": self._settings.redirect_uri,
            "scope": "openid",
            "state": state,
            "nonce": nonce,
            "code_challenge": challenge(verifier),
            "code_challenge_method": "S256",
            **({"prompt": "none"} if silent else {}),
        }
        return f"{(await self.endpoints()).authorization}?{urlencode(wanted)}"

    async def sign_out_address(self, back_to: str) -> str | None:
        """Where the browser goes so that the issuer forgets it too; None where the issuer has no such place."""
        where = (await self.endpoints()).end_session
        wanted = {"client_id": self._settings.client_id, "post_logout_redirect_uri": back_to}
        return f"{where}?{urlencode(wanted)}" if where else None

    async def id_token(self, code: str, verifier: str) -> str:
        """The id token that a code stands for. Raises SignOnAway; SignOnRefused where the issuer does not give it."""
        sent = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self._settings.redirect_uri,
            "code_verifier": verifier,
        }
        secret = self._settings.client_secret()
        auth = httpx.BasicAuth(self._settings.client_id, secret) if secret else None
        if not secret:
            sent["client_id"] = self._settings.client_id
        try:
            async with httpx.AsyncClient(timeout=_TIMEOUT_S) as client:
                answer = await client.post(
                    (await self.endpoints()).token, data=sent, auth=auth or httpx.USE_CLIENT_DEFAULT
                )
                if answer.status_code >= 500:
                    raise SignOnAway
                return str(answer.json()["id_token"])
        except httpx.HTTPError:
            raise SignOnAway from None
        except (ValueError, LookupError, TypeError):
            log.warning("the sign-on service gave no token", extra={"status": answer.status_code})
            raise SignOnRefused(why="kode masuk tidak diterima / the code was not accepted") from None

    def answers_for(self, iss: str | None) -> bool:
        """Whether an answer that names its issuer (RFC 9207) comes from ours."""
        return iss is None or iss == self._settings.issuer


async def claims_of_sign_on(verifier: TokenVerifier, token: str, client_id: str, nonce: str) -> dict[str, Any]:
    """The claims of an id token for this client and this sign-on. Raises Unauthenticated and SignOnRefused."""
    claims = await verifier.claims(token, client_id)
    if not secrets.compare_digest(str(claims.get("nonce", "")), nonce):
        raise SignOnRefused(why="nonce")
    return claims


async def claims_of_logout(verifier: TokenVerifier, token: str, client_id: str) -> dict[str, Any]:
    """The claims of a logout token (OpenID Connect Back-Channel Logout, section 2.6). Raises SignOnRefused."""
    claims = await verifier.claims(token, client_id, subject=False)
    events = claims.get("events")
    if not isinstance(events, dict) or _LOGOUT not in events or "nonce" in claims:
        raise SignOnRefused(why="logout token")
    if not (isinstance(claims.get("sid"), str) or isinstance(claims.get("sub"), str)):
        raise SignOnRefused(why="logout token")
    return claims
