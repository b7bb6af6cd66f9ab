"""Who can sign on, and what a token says of them."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

ROOT = Path(__file__).parent
_FACTS = ROOT.parent / "demo" / "ambon.json"


@dataclass(frozen=True, slots=True)
class Person:
    """`organisation` is a code, or the id itself. A person who is `locked` cannot sign on."""

    subject: str
    roles: tuple[str, ...]
    called: str
    tries: str
    english: str
    start: str
    organisation: str | None = None
    locked: bool = False


class People:
    """Those of people.toml, as they are now."""

    def __init__(self) -> None:
        listed = tomllib.loads((ROOT / "people.toml").read_text())["people"]
        self._people = {one["subject"]: Person(**{**one, "roles": tuple(one["roles"])}) for one in listed}

    def __iter__(self) -> Iterator[Person]:
        return iter(list(self._people.values()))

    def get(self, subject: str) -> Person | None:
        return self._people.get(subject)

    def change(self, subject: str, changes: dict[str, object]) -> Person | None:
        """Other roles, another organisation, or locked, until the process ends."""
        if (person := self._people.get(subject)) is None:
            return None
        self._people[subject] = replace(person, **changes)  # type: ignore[arg-type]
        return self._people[subject]


def names() -> dict[str, str]:
    """Code → name of an organisation of the story."""
    return {one["id"]: one["name"] for one in json.loads(_FACTS.read_text())["organisations"]}
