"""The accounts of agencies, as an operator writes them: a TOML table for each.

[pn-ambon]
kind = "court"
password = "…"
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field

from deploy.access.rights import KINDS, Rights, of_agency

_NAME = re.compile(r"[a-z][a-z0-9-]{1,39}")
SHORTEST = 24
"""Characters of a password."""


class BadAccount(Exception):
    """What is wrong with one of them; its message names the account and says what to do."""


@dataclass(frozen=True, slots=True)
class Account:
    rights: Rights
    password: str = field(repr=False)


def agencies(text: str) -> Mapping[str, Account]:
    """Name → account. Raises BadAccount."""
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadAccount(f"kafka_accounts cannot be read: {error}") from None
    return {name: _account(name, table) for name, table in tables.items()}


def _account(name: str, table: object) -> Account:
    if not _NAME.fullmatch(name) or name.startswith("masohi"):
        raise BadAccount(f"{name}: a name has small letters, digits and dashes, and does not begin with masohi")
    if not isinstance(table, dict) or set(table) != {"kind", "password"}:
        raise BadAccount(f"{name}: give it a kind and a password, and nothing else")
    if table["kind"] not in KINDS:
        raise BadAccount(f"{name}: {table['kind']!r} is no kind; there are {', '.join(sorted(KINDS))}")
    if not isinstance(table["password"], str) or len(table["password"]) < SHORTEST:
        raise BadAccount(f"{name}: its password needs {SHORTEST} characters or more")
    return Account(of_agency(name, table["kind"]), table["password"])
