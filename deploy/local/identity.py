"""The sign-on of the local stack as a server: an OpenID Connect provider with the people of the story. No password."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import httpx

from deploy.local.errors import LocalError
from deploy.local.process import HOST, Server

CHECKOUT = Path(__file__).parents[2]
DISCOVERY = "/.well-known/openid-configuration"


@dataclass(frozen=True, slots=True)
class SignOn:
    """What the sign-on is told: the folder of the issuer's key, its address for people, and its secrets.

    `secrets` has one for each service, `control` is for who changes a person. `organisations` is where the agreements
    service answers; empty: ids are those that `change` gives.
    """

    issuer: Path
    public_url: str
    secrets: Mapping[str, str]
    control: str
    organisations: str = ""


class Identity(Server):
    """`python -m deploy.identity`, behind the gateway at /identity/."""

    name = "Identity"
    setting = "IDENTITY_PORT"

    def __init__(self, state: Path, port: int, settings: SignOn) -> None:
        super().__init__(state, port)
        self._settings = settings
        self._file = self.state / "identity.json"

    @property
    def url(self) -> str:
        """Where it answers itself, without a gateway."""
        return f"http://{HOST}:{self.port}/identity"

    def change(self, subject: str, **changes: object) -> None:
        """Gives a person other `roles` (list), another `organisation`, or `locked`; tokens from now on say so."""
        headers = {"authorization": f"Bearer {self._settings.control}"}
        answer = httpx.put(f"{self.url}/control/people/{subject}", json=changes, headers=headers)
        if answer.status_code != 204:
            raise LocalError(f"The sign-on did not change {subject}: {answer.status_code} {answer.text}")

    def _prepare(self) -> None:
        super()._prepare()
        self._file.unlink(missing_ok=True)
        given = self._settings
        settings = {
            "issuer": str(given.issuer.resolve()),
            "public_url": given.public_url,
            "secrets": dict(given.secrets),
            "control": given.control,
            "organisations": given.organisations,
        }
        with open(os.open(self._file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
            json.dump(settings, out)

    def _command(self) -> list[str]:
        return [sys.executable, "-m", "deploy.identity", str(self._file), str(self.port)]

    def _environment(self) -> dict[str, str]:
        return os.environ | {"PYTHONPATH": str(CHECKOUT), "PYTHONUNBUFFERED": "1"}

    def _is_ready(self) -> bool:
        try:
            with urlopen(f"{self.url}{DISCOVERY}", timeout=5) as answer:  # noqa: S310 - our own loopback address
                return bool(answer.status == 200)
        except (URLError, OSError):
            return False
