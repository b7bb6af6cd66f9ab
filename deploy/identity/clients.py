"""The four services as clients of the sign-on."""

from __future__ import annotations

import base64
import binascii
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import unquote_plus

from deploy.services import PREFIXES


@dataclass(frozen=True, slots=True)
class Client:
    """`told_at` is the address that hears when a session ends."""

    id: str
    secret: str = field(repr=False)
    redirect_uri: str
    told_at: str


def client_id(service: str) -> str:
    return f"masohi-{PREFIXES[service][1:]}"


def clients(public_url: str, given: Mapping[str, str]) -> dict[str, Client]:
    """Client id → client; `given` has the secret of each service."""
    made = {}
    for service, secret in given.items():
        desk = f"{public_url}{PREFIXES[service]}/desk"
        made[client_id(service)] = Client(client_id(service), secret, f"{desk}/signed-on", f"{desk}/signed-out")
    return made


def authenticated(known: Mapping[str, Client], header: str) -> Client | None:
    """The client that `Authorization: Basic` names with its right secret."""
    kind, _, encoded = header.partition(" ")
    try:
        name, _, secret = base64.b64decode(encoded, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return None
    client = known.get(unquote_plus(name)) if kind.lower() == "basic" else None
    if client and secrets.compare_digest(unquote_plus(secret).encode(), client.secret.encode()):
        return client
    return None
