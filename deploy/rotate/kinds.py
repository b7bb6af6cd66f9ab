"""How each secret is renewed. No step stops a request: a service reads its files again, or is restarted by itself."""

from __future__ import annotations

import base64
import json
import re
import secrets
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

from deploy.access.accounts import BadAccount, agencies
from deploy.backup.prepare import ROLE as BACKUP
from deploy.compose.certificates import ADMIN, AUTHORITY_KEY, BROKER, Authority
from deploy.compose.make_secrets import ALERTING, broker_hosts, dsn
from deploy.doctor.compose import settings_of
from deploy.local.issuer import KEY_FILE, Issuer
from deploy.postgres.bootstrap import OWNER, WATCH
from deploy.postgres.scram import verifier
from deploy.rotate.files import read, write
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
    "kafka_ca": "brokers and subscribers trust it alone: they would have to get both authorities first",
    "seal_trusted": "it is public: it names the keys that signed earlier seals",
    "grafana_password": "Grafana reads it at its first start only: change it there, and then in the file",
}
"""Secret → why it stays."""
TAKES_A_FILE = {
    *(f"{service}_sign_on" for service in SERVICES),
    *("smtp_username", "smtp_password", "issuer_jwks", "kafka_broker", "kafka_admin"),
    *ALERTING,
}
"""What may be made elsewhere."""


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
    # Commits may wait for a keeper that cannot log in before this one is done.
    statement = f"set synchronous_commit = local; alter role {role} password '{verifier(password)}';"
    _replace(site.secrets / name, text, lambda: site.sql(statement))


def _replace(file: Path, text: str, tell: Callable[[], None], take_back: Callable[[], None] | None = None) -> None:
    """The file first. Where the second step does not succeed, also by Ctrl-C, the file says again what was."""
    old = file.read_text()
    write(file, text)
    try:
        tell()
    except BaseException:
        write(file, old)
        if take_back:
            with suppress(RotationFailed):
                take_back()
        raise


def _restart(site: Site, container: str) -> None:
    try:
        site.restart(container)
    except RotationFailed as error:
        raise RotationFailed(
            f"the new one is in force, but {container} did not come back: {error}."
            f" `docker compose up -d {container}`, then its log"
        ) from None


def _role_of(role: str, container: str, site: Site, given: Given) -> str:
    """For what reads the file at its start only."""
    _role(role, site, given)
    _restart(site, container)
    return "its container was restarted"


def _handed_in(name: str, then: str, container: str, site: Site, given: Given) -> str:
    if not given:
        raise RotationFailed(f"{name} is made elsewhere: hand it in with FROM=file")
    write(site.secrets / name, given)
    if container:
        _restart(site, container)
    return then


def _on_kafka(name: str, container: str, site: Site, _: Given) -> str:
    """Who is connected stays so. Its restart is for later, when its connections break."""
    _replace(site.secrets / name, secrets.token_urlsafe(32), site.accounts, take_back=site.accounts)
    _restart(site, container)
    return "its container was restarted; requests waited at the gateway, facts in the outbox"


def _seal(site: Site, _: Given) -> str:
    """The old public key is trusted before a new one signs."""
    file, trusted = site.secrets / "seal_key", site.secrets / "seal_trusted"
    known = [key for key in read(trusted).split(",") if key]
    own = base64.urlsafe_b64encode(SealKey.of(read(file)).public).decode().rstrip("=")
    write(trusted, ",".join([*known, own]))
    write(file, secrets.token_urlsafe(32))
    _restart(site, "community-service")
    return "publish the new public key: GET /community-service/journal/keys"


def _issuer(site: Site, given: Given) -> str:
    """The new keys beside the old ones: a token that was signed before is good until it ends."""
    file, own = site.secrets / "issuer_jwks", site.secrets.parent / "issuer"
    if not given and not (own / KEY_FILE).is_file():
        raise RotationFailed("these keys are made elsewhere: hand the new ones in with FROM=file")
    fresh = _keys(given) if given else Issuer(own).renewed()
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


def _certificate(name: str, site: Site, given: Given) -> str:
    write(site.secrets / name, _handed_in_pem(given) if given else _issued(name, _authority(site)))
    if name == "kafka_broker":
        _restart(site, "kafka")
        return "Kafka was restarted; facts waited in the outbox, and requests went on"
    return "the jobs use it at their next run"


def _issued(name: str, authority: Authority) -> str:
    return authority.issue(BROKER, broker_hosts(settings_of())) if name == "kafka_broker" else authority.issue(ADMIN)


def _authority(site: Site) -> Authority:
    """The one that brokers and subscribers trust. With a certificate of another, nobody would know anybody."""
    folder = site.secrets.parent
    if not (folder / AUTHORITY_KEY).is_file():
        raise RotationFailed(
            f"there is no {folder / AUTHORITY_KEY}: put the authority's key and kafka_ca.pem there for this moment,"
            " or hand in what was issued elsewhere with FROM=file"
        )
    found = Authority(folder)
    if found.certificate.strip() not in read(site.secrets / "kafka_ca"):
        raise RotationFailed(f"the authority in {folder} is not the one in kafka_ca, which everybody trusts")
    return found


def _handed_in_pem(text: str) -> str:
    if "PRIVATE KEY-----" not in text or "-----BEGIN CERTIFICATE-----" not in text:
        raise RotationFailed("the file needs a private key and its certificate, as PEM")
    return f"{text}\n"


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
    fresh = table.sub(rf'\g<1>"{secrets.token_urlsafe(32)}"', old, count=1)
    if [each for each, account in agencies(fresh).items() if account != there[each]] != [name]:
        raise RotationFailed(f"write another password for {name} into {file}, then `docker compose run --rm topics`")
    _replace(file, fresh, site.accounts, take_back=site.accounts)
    return f"it stands in {file}: hand it over; who is connected stays connected"
