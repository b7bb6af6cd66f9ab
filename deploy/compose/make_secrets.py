"""Secrets for a stack on this machine: `python -m deploy.compose.make_secrets`. Existing files stay as they are."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from pathlib import Path

from deploy.local.issuer import Issuer
from deploy.postgres.bootstrap import DATABASE, OWNER, WATCH
from deploy.services import SERVICES
from shared.postgres.migrate import ROOT

STATE = ROOT / ".local" / "compose"
ISSUER = "urn:masohi:local"
"""`iss` of the story's tokens: nobody signs on in its containers."""


def make_secrets(state: Path = STATE) -> Path:
    """Writes what is missing in `state` and returns the settings file for Compose.

    Only the owner may enter the folder of the secrets. The files in it are readable, because they are mounted into
    containers that run as other users.
    """
    issuer, folder = Issuer(state / "issuer", ISSUER), state / "secrets"
    folder.mkdir(mode=0o700, exist_ok=True)
    for name, text in (*_passwords(), ("issuer_jwks", issuer.jwks.read_text())):
        if not (folder / name).exists():
            _write(folder / name, text, 0o644)
    settings = state / ".env"
    if not settings.exists():
        _write(settings, f"MASOHI_SECRETS={folder}\nMASOHI_ISSUER={ISSUER}\n", 0o600)
    return settings


def _passwords() -> Iterator[tuple[str, str]]:
    yield "postgres_password", secrets.token_urlsafe(24)
    for role in (OWNER, *SERVICES, WATCH):
        yield f"{role}_dsn", f"postgresql://{role}:{secrets.token_urlsafe(24)}@postgres:5432/{DATABASE}"
    for service in SERVICES:
        yield f"{service}_sign_on", secrets.token_urlsafe(32)
    yield "person_key", secrets.token_urlsafe(48)
    yield "seal_key", secrets.token_urlsafe(32)
    yield "smtp_username", ""
    yield "smtp_password", ""
    for name in ("smtp_username", "smtp_password", "page_url", "ticket_url", "watchdog_url"):
        yield f"alert_{name}", ""


def _write(path: Path, text: str, mode: int) -> None:
    """Writes under another name first, so that no half-written file remains."""
    fresh = path.with_name(f"{path.name}.new")
    fresh.unlink(missing_ok=True)
    with open(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
    fresh.chmod(mode)
    fresh.rename(path)


if __name__ == "__main__":
    print(make_secrets())
