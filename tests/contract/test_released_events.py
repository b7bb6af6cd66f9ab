"""What the newest release promised to other agencies still holds: fields may be added, always optional."""

from __future__ import annotations

from deploy.contracts import broken, released, today
from deploy.releases import read


def test_events_have_only_grown_since_the_newest_release() -> None:
    assert broken(released(), today()) == [], "publish it as a new type, beside the old one: docs/upgrade.md"


def test_a_release_keeps_what_its_events_promise() -> None:
    assert bool(released()) == bool(read().made)
