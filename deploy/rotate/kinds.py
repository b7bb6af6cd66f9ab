"""How each secret is renewed. No step stops a request: a service reads its files again, or is restarted by itself."""

from __future__ import annotations

import base64
import json
import re
import secrets
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from deploy.access.accounts import BadAccount, agencies
from deploy.backup.prepare import ROLE as BACKUP
from deploy.compose.certificates import ADMIN, BROKER, Authority
from deploy.compose.make_secrets import ALERTING, broker_hosts, dsn
from deploy.local.issuer import Issuer
from deploy.postgres.bootstrap import OWNER, WATCH
from deploy.rotate.files import read, write
from deploy.rotate.scram import verifier
from deploy.rotate.site import RotationFailed, Site
from deploy.services import SERVICES
from shared.edge.issuer_keys import usable
from shared.seal_key import SealKey

Given = str | None
"""What the operator hands in, where a secret is made elsewhere."""
Rotation = Callable[[Site, Given], str]
"""Renews one secret and returns what is left to do, in words."""

NEVER: Mapping[str, str] = {
    "person_key": "every person_id is made with it, in four journals that cannot change: with another key the same"
    " person would be another one everywhere",
    "kafka_ca": "brokers and subscribers trust it alone: first give all of them both authorities (docs/install.md)",
    "seal_trusted": "it is public: it names the keys that signed earlier seals",
    "grafana_password": "Grafana reads it at its first start only: change it there, and then in the file",
}
"""Secret → why it stays."""


def rotations() -> dict[str, Rotation]:
    """By the name of the secret."""
    return {
        "postgres_password": _superuser,
        **{f"{role}_dsn": partial(_role, role) for role in (OWNER, *SERVICES)},
        **{f"{service}_sign_on": partial(_handed_in, f"{service}_sign_on", _SIGN_ON, "") for service in SERVICES},
        **{
            f"{service}_kafka": partial(_on_kafka, f"{service}_kafka", service.replace("_", "-"))
            for service in SERVICES
        },
        **{name: partial(_handed_in, name, _SMTP, "") for name in ("smtp_username", "smtp_password")},
        **{name: partial(_handed_in, name, _ALERTS, "alertmanager") for name in ALERTING},
        f"{WATCH}_dsn": partial(_role_of, WATCH, "watch"),
        f"{BACKUP}_dsn": partial(_role_of, BACKUP, "backup"),
        "watch_kafka": partial(_on_kafka, "watch_kafka", "watch"),
        "seal_key": _seal,
        "issuer_jwks": _issuer,
        "kafka_broker": partial(_certificate, "kafka_broker"),
        "kafka_admin": partial(_certificate, "kafka_admin"),
    }


_SIGN_ON = "the service uses it from its next sign-on on; only now take the old one away at the identity provider"
_ALERTS = "Alertmanager was restarted with it"
_SMTP = "notifications uses it from the next mail on; a mail that was refused meanwhile waits and is sent again"


def _role(role: str, site: Site, _: Given) -> str:
    fresh = secrets.token_urlsafe(24)
    _password(site, f"{role}_dsn", dsn(role, fresh), role, fresh)
    return "services log in with it at each new connection; those that are open stay open"


def _superuser(site: Site, _: Given) -> str:
    fresh = secrets.token_urlsafe(24)
    _password(site, "postgres_password", fresh, "postgres", fresh)
    return "only the migration job uses it, at its next run"


def _password(site: Site, name: str, text: str, role: str, password: str) -> None:
    """The file first: where the second step fails, it says again what Postgres knows."""
    file = site.secrets / name
    old = file.read_text()
    write(file, text)
    try:
        site.sql(f"alter role {role} password '{verifier(password)}';")
    except RotationFailed:
        write(file, old)
        raise


def _role_of(role: str, container: str, site: Site, given: Given) -> str:
    """For what reads the file at its start only."""
    _role(role, site, given)
    site.restart(container)
    return "its container was restarted"


def _handed_in(name: str, then: str, container: str, site: Site, given: Given) -> str:
    if not given:
        raise RotationFailed(f"{name} is made elsewhere: hand it in with FROM=file")
    write(site.secrets / name, given)
    if container:
        site.restart(container)
    return then


def _on_kafka(name: str, container: str, site: Site, _: Given) -> str:
    """Who is connected stays so. Its restart is for later, when its connections break."""
    file = site.secrets / name
    old = file.read_text()
    write(file, secrets.token_urlsafe(32))
    try:
        site.accounts()
    except RotationFailed:
        write(file, old)
        raise
    site.restart(container)
    return "its container was restarted; requests waited at the gateway, facts in the outbox"


def _seal(site: Site, _: Given) -> str:
    """The old public key is trusted before a new one signs."""
    file, trusted = site.secrets / "seal_key", site.secrets / "seal_trusted"
    known = [key for key in read(trusted).split(",") if key]
    own = base64.urlsafe_b64encode(SealKey.of(read(file)).public).decode().rstrip("=")
    write(trusted, ",".join([*known, own]))
    write(file, secrets.token_urlsafe(32))
    site.restart("community-service")
    return "publish the new public key: GET /community-service/journal/keys"


def _issuer(site: Site, given: Given) -> str:
    """The new keys beside the old ones: a token that was signed before is good until it ends."""
    file = site.secrets / "issuer_jwks"
    fresh = _keys(given) if given else Issuer(site.secrets.parent / "issuer").renewed()
    kept = [key for key in _keys(read(file))["keys"] if key.get("kid") not in {one.get("kid") for one in fresh["keys"]}]
    write(file, json.dumps({"keys": [*fresh["keys"], *kept]}))
    return "services read it within a minute; when the last old token has ended, take the old key out of the file"


def _keys(text: str) -> dict[str, Any]:
    try:
        found: dict[str, Any] = json.loads(text)
        if not usable(found):
            raise RotationFailed("none of these keys can be used")
    except (ValueError, LookupError, TypeError) as error:
        raise RotationFailed(f"this is no set of keys: {error}") from None
    return found


def _certificate(name: str, site: Site, _: Given) -> str:
    authority = Authority(site.secrets.parent)
    text = authority.issue(BROKER, broker_hosts()) if name == "kafka_broker" else authority.issue(ADMIN)
    write(site.secrets / name, text)
    if name == "kafka_broker":
        site.restart("kafka")
        return "Kafka was restarted; facts waited in the outbox, and requests went on"
    return "the jobs use it at their next run"


def agency(name: str, site: Site) -> str:
    """A new password for one agency's account on Kafka."""
    file = site.secrets / "kafka_accounts"
    old = file.read_text()
    try:
        there = agencies(old)
    except BadAccount as error:
        raise RotationFailed(str(error)) from None
    if name not in there:
        raise RotationFailed(f"kafka_accounts has no {name}; there are {', '.join(sorted(there)) or 'none'}")
    table = re.compile(rf"(^\[{re.escape(name)}\][^\[]*?^password\s*=\s*)(\"[^\"]*\"|'[^']*')", re.MULTILINE)
    write(file, table.sub(rf'\g<1>"{secrets.token_urlsafe(32)}"', old, count=1))
    try:
        site.accounts()
    except RotationFailed:
        write(file, old)
        raise
    return f"it stands in {file}: hand it over; who is connected stays connected"
