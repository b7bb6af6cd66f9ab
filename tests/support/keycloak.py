"""Keycloak as an identity provider with the four services as its clients. Development mode, all of it in memory."""

from __future__ import annotations

import json
import os
import re
import shutil
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

import httpx

from deploy.identity.clients import client_id
from deploy.local.gateway import gateway_url
from deploy.local.maven import default_cache, fetched, missing
from deploy.local.process import HOST, Server
from deploy.services import PREFIXES, SERVICES
from tests.support.sign_on import Client, discover

POM = Path(__file__).with_name("keycloak-pom.xml")
REALM = "masohi"
SECRET = "a secret for tests"
PASSWORD = "a password for tests"
OFFICE = "0190d3a0-0000-7000-8000-000000000001"
"""The organisation of those accounts that have one."""


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody who can sign in with PASSWORD."""

    name: str
    roles: tuple[str, ...]
    organisation: str | None = None


def unavailable() -> str | None:
    """Why Keycloak cannot run here, or None."""
    return missing("Keycloak", POM, default_cache())


class Keycloak(Server):
    """`gateway` is the port at which people reach the services; each is told there that a session has ended."""

    name = "Keycloak"
    setting = "KEYCLOAK_PORT"
    ready_within = 600.0  # 30 s on a quiet machine, of which it builds itself most

    def __init__(self, state: Path, port: int, gateway: int, accounts: Iterable[Account]) -> None:
        super().__init__(state, port)
        self.gateway, self.public_url = gateway, gateway_url(gateway)
        self._realm = realm(self.public_url, accounts)
        self._home = self.state / "keycloak"

    @property
    def issuer(self) -> str:
        return f"http://{HOST}:{self.port}/realms/{REALM}"

    @property
    def discovery(self) -> str:
        return f"{self.issuer}/.well-known/openid-configuration"

    @property
    def jwks(self) -> str:
        return f"{self.issuer}/protocol/openid-connect/certs"

    def stop(self, timeout: float = 20.0) -> None:
        super().stop(timeout)
        shutil.rmtree(self._home, ignore_errors=True)

    def _prepare(self) -> None:
        super()._prepare()
        if not self._home.exists():
            (archive,) = fetched("Keycloak", POM, default_cache()).glob("*.zip")
            with zipfile.ZipFile(archive) as packed:
                packed.extractall(self.state)
                (self.state / Path(packed.namelist()[0]).parts[0]).rename(self._home)
        folder = self._home / "data" / "import"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{REALM}-realm.json").write_text(json.dumps(self._realm))

    def _command(self) -> list[str]:
        words = ["start-dev", "--import-realm", "--db=dev-mem", "--cache=local"]
        return ["sh", str(self._home / "bin" / "kc.sh"), *words, f"--http-host={HOST}", f"--http-port={self.port}"]

    def _environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("KC_", "KEYCLOAK_"))}
        return kept | {"JAVA_OPTS_KC_HEAP": "-Xms64m -Xmx512m", "JAVA_OPTS_APPEND": "-XX:TieredStopAtLevel=1"}

    def _is_ready(self) -> bool:
        try:
            with urlopen(self.discovery, timeout=10) as answer:
                return bool(answer.status == 200)
        except (URLError, OSError):
            return False


def realm(public_url: str, accounts: Iterable[Account]) -> dict[str, Any]:
    """What docs/operate.md asks of a Keycloak: a client for each service, with PKCE, claims and back-channel logout."""
    accounts = list(accounts)
    return {
        "realm": REALM,
        "enabled": True,
        "sslRequired": "none",
        "roles": {"realm": [{"name": role} for role in sorted({role for one in accounts for role in one.roles})]},
        "users": [_user(account) for account in accounts],
        "clients": [_client(service, public_url) for service in SERVICES],
        # An attribute that the profile does not know is thrown away.
        "components": {"org.keycloak.userprofile.UserProfileProvider": [_profile()]},
    }


def _user(account: Account) -> dict[str, Any]:
    return {
        "username": account.name,
        "enabled": True,
        "email": f"{account.name}@example.org",
        "emailVerified": True,
        "firstName": "A",
        "lastName": "Person",
        "credentials": [{"type": "password", "value": PASSWORD, "temporary": False}],
        "realmRoles": list(account.roles),
        "attributes": {"organisation": [account.organisation]} if account.organisation else {},
    }


def _client(service: str, public_url: str) -> dict[str, Any]:
    desk = f"{public_url}{PREFIXES[service]}/desk"
    return {
        "clientId": client_id(service),
        "enabled": True,
        "protocol": "openid-connect",
        "publicClient": False,
        "clientAuthenticatorType": "client-secret",
        "secret": SECRET,
        "standardFlowEnabled": True,
        "implicitFlowEnabled": False,
        "directAccessGrantsEnabled": False,
        "fullScopeAllowed": True,
        "defaultClientScopes": ["basic"],  # not names and addresses: nobody here reads them
        "redirectUris": [f"{desk}/signed-on"],
        "attributes": {
            "pkce.code.challenge.method": "S256",
            "post.logout.redirect.uris": f"{public_url}/",
            "backchannel.logout.url": f"{desk}/signed-out",
            "backchannel.logout.session.required": "true",
        },
        "protocolMappers": [_subject(), _roles(), _attribute("organisation")],
    }


def _subject() -> dict[str, Any]:
    """The name that the directory knows people by, in place of an id of Keycloak's."""
    return _mapper("sub", "oidc-usermodel-property-mapper", {"user.attribute": "username"})


def _roles() -> dict[str, Any]:
    return _mapper("roles", "oidc-usermodel-realm-role-mapper", {"multivalued": "true"})


def _attribute(name: str) -> dict[str, Any]:
    return _mapper(name, "oidc-usermodel-attribute-mapper", {"user.attribute": name})


def _mapper(claim: str, kind: str, more: Mapping[str, str]) -> dict[str, Any]:
    into = {"id.token.claim": "true", "access.token.claim": "true", "userinfo.token.claim": "false"}
    config = {"claim.name": claim, "jsonType.label": "String", **into, **more}
    return {"name": claim, "protocol": "openid-connect", "protocolMapper": kind, "config": config}


def _profile() -> dict[str, Any]:
    wanted = ("username", "email", "firstName", "lastName", "organisation")
    may = {"view": ["admin", "user"], "edit": ["admin"]}
    attributes = [{"name": name, "displayName": name, "permissions": may, "validations": {}} for name in wanted]
    return {
        "providerId": "declarative-user-profile",
        "config": {"kc.user.profile.config": [json.dumps({"attributes": attributes, "groups": []})]},
    }


def client_of(keycloak: Keycloak, service: str) -> Client:
    """A service as a client of this Keycloak, for a test that plays it."""
    redirect_uri = f"{keycloak.public_url}{PREFIXES[service]}/desk/signed-on"
    return Client(client_id(service), SECRET, redirect_uri, discover(keycloak.discovery))


def sign_in(browser: httpx.Client, address: str, account: str) -> httpx.Response:
    """Goes to `address`, fills in Keycloak's form and returns its answer: the way back to the client."""
    page = browser.get(address)
    form = re.search(r'action="([^"]+)"', page.text)
    assert form, page.text[:2_000]
    return browser.post(unescape(form[1]), data={"username": account, "password": PASSWORD, "credentialId": ""})
