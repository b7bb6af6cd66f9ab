"""Releases: their numbers, their migrations, and which of them must not be skipped (releases.toml)."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

FILE = Path(__file__).with_suffix(".toml")


@dataclass(frozen=True, slots=True)
class Release:
    version: str
    migrations: tuple[str, ...]
    must_not_be_skipped: str = ""
    """Why, such as work that only its code does; empty: a later release may be put in its place."""


@dataclass(frozen=True, slots=True)
class Releases:
    """All of them, the oldest first."""

    commit: str
    """Where the count begins: nothing before it was released."""
    base: tuple[str, ...]
    """The migrations of that commit."""
    made: tuple[Release, ...]

    @property
    def named(self) -> set[str]:
        return set(self.base).union(*(release.migrations for release in self.made))


def read(file: Path = FILE) -> Releases:
    data = tomllib.loads(file.read_text())
    made = [
        Release(each["version"], tuple(each["migrations"]), each.get("must_not_be_skipped", ""))
        for each in data.get("release", [])
    ]
    return Releases(data["base"]["commit"], tuple(data["base"]["migrations"]), tuple(made))
