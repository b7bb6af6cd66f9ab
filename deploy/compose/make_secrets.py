"""Secrets for a stack on this machine: `make secrets`. Existing files stay as they are."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from deploy.backup.prepare import ROLE as BACKUP
from deploy.compose.certificates import ADMIN, BROKER, Authority
from deploy.local.issuer import Issuer
from deploy.postgres.bootstrap import DATABASE, OWNER, WATCH
from deploy.services import SERVICES
from shared.postgres.migrate import ROOT

STATE = ROOT / ".local" / "compose"
ISSUER = "urn:masohi:local"
"""`iss` of the story's tokens: nobody signs on in its containers."""
CERTIFICATES = ("kafka_ca", "kafka_broker", "kafka_admin")
BROKERS = ("kafka", "kafka-2", "kafka-3", "localhost", "127.0.0.1")
OWN = ("sign_on", "kafka")
"""Passwords of each service: at the identity provider, and on Kafka."""
ALERTING = tuple(
    f"alert_{name}" for name in ("smtp_username", "smtp_password", "page_url", "ticket_url", "watchdog_url")
)
"""Alertmanager's own relay, and the addresses that it calls. Empty: it calls none."""
ACCOUNTS = """\
# Agencies that may read Kafka from outside, a table for each. The kinds are in deploy/access/rights.py.
#
# [pn-ambon]
# kind = "court"
# password = "24 characters or more"
"""


def make_secrets(state: Path = STATE) -> Path:
    """Writes what is missing in `state` and returns the settings file for Compose.

    Only the owner may enter the folder of the secrets. The files in it are readable, because they are mounted into
    containers that run as other users.
    """
    issuer, folder = Issuer(state / "issuer", ISSUER), state / "secrets"
    folder.mkdir(mode=0o700, exist_ok=True)
    authority = Authority(state)
    for name, make in {**_passwords(), **_certificates(authority), "issuer_jwks": issuer.jwks.read_text}.items():
        if not (folder / name).exists():
            _write(folder / name, make(), 0o644)
    settings = state / ".env"
    if not settings.exists():
        _write(settings, f"MASOHI_SECRETS={folder}\nMASOHI_ISSUER={ISSUER}\n", 0o600)
    return settings


def names() -> list[str]:
    """Of all secrets."""
    return [*_passwords(), *CERTIFICATES, "issuer_jwks"]


def broker_hosts(settings: Mapping[str, str] = os.environ) -> list[str]:
    """Under which names and addresses Kafka is asked; MASOHI_KAFKA_HOST is the one for other machines."""
    outside = settings.get("MASOHI_KAFKA_HOST")
    return [*BROKERS, *([outside] if outside and outside not in BROKERS else [])]


def dsn(role: str, password: str) -> str:
    return f"postgresql://{role}:{password}@postgres:5432/{DATABASE}"


def _passwords() -> dict[str, Callable[[], str]]:
    return {
        "postgres_password": lambda: secrets.token_urlsafe(24),
        **{f"{role}_dsn": partial(_dsn, role) for role in (OWNER, *SERVICES, WATCH, BACKUP)},
        **{f"{service}_{what}": partial(secrets.token_urlsafe, 32) for service in SERVICES for what in OWN},
        "person_key": lambda: secrets.token_urlsafe(48),
        "seal_key": lambda: secrets.token_urlsafe(32),
        "seal_trusted": str,
        "watch_kafka": lambda: secrets.token_urlsafe(32),
        "grafana_password": lambda: secrets.token_urlsafe(24),
        "smtp_username": str,
        "smtp_password": str,
        **dict.fromkeys(ALERTING, str),
        "kafka_accounts": lambda: ACCOUNTS,
    }


def _dsn(role: str) -> str:
    return dsn(role, secrets.token_urlsafe(24))


def _certificates(authority: Authority) -> dict[str, Callable[[], str]]:
    return {
        "kafka_ca": lambda: authority.certificate,
        "kafka_broker": lambda: authority.issue(BROKER, broker_hosts()),
        "kafka_admin": lambda: authority.issue(ADMIN),
    }


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
