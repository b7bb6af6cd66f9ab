"""The release of this code: that one, or what was built since. `make release` raises it."""

from __future__ import annotations

VERSION = "0.1.0"


def parsed(version: str) -> tuple[int, ...]:
    """For comparing: 0.10.0 comes after 0.9.0."""
    return tuple(int(part) for part in version.split("."))


def session_name(part: str) -> str:
    """What a part of a service calls itself in Postgres's list of sessions: an upgrade looks who is connected."""
    return f"masohi-{part} {VERSION}"
