"""The folder of the secrets: who may enter it, what is missing, what is too short to be safe."""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import unquote, urlsplit

from deploy.access.accounts import BadAccount, agencies
from deploy.compose.make_secrets import ALERTING, CERTIFICATES, names
from deploy.doctor.findings import Finding, all_of, wrong
from shared.edge.issuer_keys import usable
from shared.seal_key import SealKey

WHAT = "secrets"
SHORTEST = 24
"""Characters of a password that a machine made."""
PERSON_KEY = 32
_HANDED_IN = {"smtp_username", "smtp_password", "seal_trusted", *ALERTING}
_MAY_BE_EMPTY = {*_HANDED_IN, "kafka_accounts"}
"""Also `issuer_jwks` where the keys come from an address, and the client secrets where nobody signs on."""


def secrets(folder: Path, settings: Mapping[str, str]) -> Iterator[Finding]:
    """`settings` are those of Compose that are no secrets."""
    try:
        os.stat(f"{folder}/.")
    except PermissionError:
        yield wrong(WHAT, f"you may not enter {folder}", "ask as root, or as the one to whom it belongs")
        return
    except OSError:
        yield wrong(WHAT, f"there is no folder {folder}", "`make secrets`, or name yours in MASOHI_SECRETS")
        return
    yield from all_of(WHAT, f"{len(names())} files in {folder}", _problems(folder, settings))


def _problems(folder: Path, settings: Mapping[str, str]) -> Iterator[Finding]:
    if _mode(folder) & 0o077:
        yield wrong(WHAT, f"others may enter {folder} ({_mode(folder):04o})", f"chmod 700 {folder}")
    for name in names():
        file = folder / name
        if not file.is_file():
            yield wrong(WHAT, f"{name} is missing", "`make secrets` makes what is missing and leaves the rest")
        elif _mode(file) & 0o133 or not _mode(file) & 0o004:
            yield wrong(WHAT, f"{name} has mode {_mode(file):04o}", f"chmod 644 {file}: containers run as other users")
        else:
            yield from _content(name, file, settings)


def _content(name: str, file: Path, settings: Mapping[str, str]) -> Iterator[Finding]:
    try:
        text = file.read_text("utf-8").strip()
    except UnicodeDecodeError:
        yield wrong(WHAT, f"{name} is no UTF-8", f"write {file} again as plain text, as it was")
        return
    if not text:
        if name not in _MAY_BE_EMPTY and _is_used(name, settings):
            yield wrong(WHAT, f"{name} is empty", f"`make rotate SECRET={name}`, or put in what it was")
    elif problem := _problem(name, text):
        yield wrong(WHAT, f"{name}: {problem}", _advice(name))


def _is_used(name: str, settings: Mapping[str, str]) -> bool:
    if name == "issuer_jwks":
        return not settings.get("MASOHI_ISSUER_JWKS", "").startswith("http")
    return bool(settings.get("MASOHI_SIGN_ON")) if name.endswith("_sign_on") else True


def _problem(name: str, text: str) -> str | None:
    if name == "issuer_jwks":
        return _keys_problem(text)
    if name == "seal_key":
        return _refused(lambda: SealKey.of(text))
    if name == "kafka_accounts":
        return _refused(lambda: agencies(text))
    if name in CERTIFICATES:
        return None if "-----BEGIN CERTIFICATE-----" in text else "no certificate in it"
    if name in _HANDED_IN:
        return None
    needed = PERSON_KEY if name == "person_key" else SHORTEST
    secret = unquote(urlsplit(text).password or "") if name.endswith("_dsn") else text
    return f"{len(secret)} characters, {needed} are needed" if len(secret) < needed else None


def _keys_problem(text: str) -> str | None:
    try:
        return None if usable(json.loads(text)) else "none of its keys can be used"
    except (ValueError, LookupError, TypeError) as error:
        return f"no set of keys ({type(error).__name__})"


def _refused(make: object) -> str | None:
    assert callable(make)
    try:
        make()
    except (ValueError, BadAccount) as error:
        return str(error)
    return None


def _advice(name: str) -> str:
    if name == "person_key":
        return "before the first person is entered make a longer one; afterwards it can never change"
    if name == "kafka_accounts":
        return "correct that account, then `docker compose run --rm topics`"
    return f"`make rotate SECRET={name}`"


def _mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)
