"""Signs on as a browser and a client do, with nothing but HTTP: any OpenID Connect provider."""

from __future__ import annotations

import base64
import hashlib
import secrets
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import httpx
from joserfc import jwt
from joserfc.jwk import KeySet
from joserfc.jws import JWSRegistry

ALGORITHMS = ["Ed25519", "EdDSA", "RS256"]
_HTTP = httpx.Client(timeout=30)


@dataclass
class Client:
    """A client of a provider, as that provider describes itself in `discovery`."""

    id: str
    secret: str
    redirect_uri: str
    discovery: dict[str, Any] = field(repr=False)

    def question(self, **changed: str | None) -> tuple[str, str]:
        """Where the browser is sent to sign in, and the PKCE verifier behind it. None leaves a parameter out."""
        verifier = secrets.token_urlsafe(48)
        challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
        asked: dict[str, str | None] = {
            "response_type": "code",
            "client_id": self.id,
            "redirect_uri": self.redirect_uri,
            "scope": "openid",
            "state": "a state",
            "nonce": "a nonce",
            "code_challenge": challenge,
            "code_challenge_method": "S256",
        }
        sent = {name: value for name, value in (asked | changed).items() if value is not None}
        return f"{self.discovery['authorization_endpoint']}?{urlencode(sent)}", verifier

    def redeem(self, code: str, verifier: str, **changed: str) -> httpx.Response:
        secret = changed.pop("client_secret", self.secret)
        sent = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self.redirect_uri,
            "code_verifier": verifier,
        }
        return _HTTP.post(self.discovery["token_endpoint"], data=sent | changed, auth=(self.id, secret))

    def claims(self, token: str) -> dict[str, Any]:
        """What a token says, checked with the provider's keys."""
        keys = KeySet.import_key_set(_HTTP.get(self.discovery["jwks_uri"]).json())
        registry = JWSRegistry(algorithms=ALGORITHMS, strict_check_header=False)
        return dict(jwt.decode(token, keys, algorithms=ALGORITHMS, registry=registry).claims)


def browser() -> httpx.Client:
    """A browser: it keeps cookies, and takes this machine for a secure place even without TLS."""
    http = httpx.Client(timeout=60)

    def trust(_: httpx.Response) -> None:
        for cookie in http.cookies.jar:
            cookie.secure = False

    http.event_hooks = {"response": [trust]}
    return http


def discover(address: str) -> dict[str, Any]:
    """The discovery document at `address`."""
    answer = _HTTP.get(address)
    answer.raise_for_status()
    found: dict[str, Any] = answer.json()
    return found


def answered(response: httpx.Response, redirect_uri: str) -> dict[str, str]:
    """What a redirect back to the client says."""
    where = response.headers["location"]
    assert where.startswith(f"{redirect_uri}?"), where
    return dict(parse_qsl(urlsplit(where).query))
