"""What a client asks of the authorisation endpoint (OpenID Connect Core, section 3.1.2)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode

from deploy.identity.clients import Client

_CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}")


class Unclear(Exception):
    """It does not say which client asks and where the answer goes: only the person can be told."""


class Refused(Exception):
    """The client is told, by an OAuth error and why."""

    def __init__(self, error: str, why: str) -> None:
        super().__init__(why)
        self.error, self.why = error, why


@dataclass(frozen=True, slots=True)
class Asked:
    client: Client
    state: str | None
    nonce: str | None
    challenge: str
    prompt: str | None
    max_age: int | None

    def answer(self, issuer: str, **said: str) -> str:
        return answer(self.client, self.state, issuer, **said)


def answer(client: Client, state: str | None, issuer: str, **said: str) -> str:
    """Where the browser goes back to; it names its issuer (RFC 9207)."""
    back = {**said, **({"state": state} if state is not None else {}), "iss": issuer}
    return f"{client.redirect_uri}?{urlencode(back)}"


def parameters(text: str) -> dict[str, str]:
    """The parameters of a query or a form. Unclear where one is there twice."""
    pairs = parse_qsl(text, keep_blank_values=True)
    if len({name for name, _ in pairs}) < len(pairs):
        raise Unclear("a parameter is there twice")
    return dict(pairs)


def client_of(given: Mapping[str, str], clients: Mapping[str, Client]) -> Client:
    """The client whose answer may go to the `redirect_uri` that is given."""
    client = clients.get(given.get("client_id", ""))
    if client is None:
        raise Unclear("this client is not known")
    if given.get("redirect_uri") != client.redirect_uri:
        raise Unclear("this redirect_uri is not that of the client")
    return client


def read(given: Mapping[str, str], client: Client) -> Asked:
    """Raises Refused."""
    if given.get("response_type") != "code":
        raise Refused("unsupported_response_type", "only response_type=code")
    if "openid" not in given.get("scope", "").split():
        raise Refused("invalid_scope", "scope must have openid")
    if given.get("code_challenge_method") != "S256" or not _CHALLENGE.fullmatch(given.get("code_challenge", "")):
        raise Refused("invalid_request", "PKCE with S256 is required")
    max_age = given.get("max_age")
    if max_age is not None and not re.fullmatch(r"\d{1,9}", max_age):
        raise Refused("invalid_request", "max_age is no number of seconds")
    prompt = _prompt(given.get("prompt", "").split())
    age = None if max_age is None else int(max_age)
    return Asked(client, given.get("state"), given.get("nonce"), given["code_challenge"], prompt, age)


def _prompt(words: Sequence[str]) -> str | None:
    if set(words) - {"none", "login", "select_account"} or ("none" in words and len(words) > 1):
        raise Refused("invalid_request", "prompt may be none or login")
    if not words:
        return None
    return "none" if words == ["none"] else "login"
