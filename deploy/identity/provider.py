"""What the sign-on knows, and what it signs: id tokens for clients, logout tokens when a session ends."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import logging
import secrets
import time
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx

from deploy.identity.clients import Client
from deploy.identity.organisations import Organisations
from deploy.identity.people import People
from deploy.identity.sessions import Code, Codes, Session, Sessions
from deploy.local.issuer import Issuer

log = logging.getLogger(__name__)

_TOKEN_S = 300
_TOLD_WITHIN_S = 2.0
_LOGOUT = "http://schemas.openid.net/event/backchannel-logout"


class BadGrant(Exception):
    """The code is not good for a token."""


@dataclass
class Provider:
    issuer: Issuer
    clients: Mapping[str, Client]
    people: People
    organisations: Organisations
    public_url: str
    control: str
    """The secret of those who may change a person."""
    sessions: Sessions = field(default_factory=Sessions)
    codes: Codes = field(default_factory=Codes)

    async def id_token(self, code: Code | None, client: Client, redirect_uri: str, verifier: str) -> str:
        """Raises BadGrant, and OrganisationsAway."""
        if code is None or code.client_id != client.id or code.redirect_uri != redirect_uri:
            raise BadGrant("the code is not known, was used, or belongs to another")
        if not secrets.compare_digest(code.challenge, _challenge(verifier)):
            raise BadGrant("the verifier does not fit the challenge")
        person = self.people.get(code.session.subject)
        if person is None or person.locked or not self.sessions.is_open(code.session):
            raise BadGrant("the session has ended")
        code.session.clients.add(client.id)
        said: dict[str, Any] = {
            "sub": person.subject,
            "roles": list(person.roles),
            "organisation": await self.organisations.id_of(person.organisation),
            "sid": code.session.sid,
            "auth_time": int(code.session.began),
        }
        if code.nonce is not None:
            said["nonce"] = code.nonce
        return self._signed(client, said)

    async def end(self, cookie: str | None) -> None:
        """Ends the session of this browser, and tells every client that was given a token in it."""
        if session := self.sessions.end(cookie):
            told = [self.clients[name] for name in sorted(session.clients)]
            async with httpx.AsyncClient(timeout=_TOLD_WITHIN_S) as http:
                await asyncio.gather(*(self._tell(http, client, session) for client in told))

    async def _tell(self, http: httpx.AsyncClient, client: Client, session: Session) -> None:
        said = {"sub": session.subject, "sid": session.sid, "events": {_LOGOUT: {}}}
        token = self._signed(client, said, "logout+jwt")
        try:
            (await http.post(client.told_at, data={"logout_token": token})).raise_for_status()
        except httpx.HTTPError as error:
            log.warning("%s was not told that a session ended: %r", client.id, error)

    def _signed(self, client: Client, said: dict[str, Any], kind: str = "JWT") -> str:
        now = int(time.time())
        times = {"iat": now, "exp": now + _TOKEN_S, "jti": str(uuid.uuid4())}
        return self.issuer.sign({"aud": client.id, **times, **said}, kind)


def _challenge(verifier: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
