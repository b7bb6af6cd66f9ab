"""What the chapters share: the facts of the city, the people, the calendar, and what an outsider should have read."""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

from deploy.demo.client import Client, Person, Refused

FACTS: dict[str, Any] = json.loads((Path(__file__).parent / "ambon.json").read_text())
T = TypeVar("T")
_PATIENCE_S = 30.0


def at(local: str) -> datetime:
    """`2026-02-09 08:00` in Ambon."""
    return datetime.fromisoformat(f"{local}:00+09:00")


@dataclass
class Story:
    """The state of the telling. `expected` counts the events that an outside subscriber must have read at the end."""

    client: Client
    say: Callable[[str], None]
    organisations: dict[str, str] = field(default_factory=dict)
    agreements: dict[str, str] = field(default_factory=dict)
    expected: Counter[str] = field(default_factory=Counter)
    outcomes: list[tuple[str, str]] = field(default_factory=list)
    documents: dict[str, bytes] = field(default_factory=dict)
    now: datetime = field(init=False)

    def move_to(self, local: str) -> None:
        """The clocks of all services go to this local time."""
        self.now = at(local)
        self.client.move_clocks(self.now)

    def expect(self, *types: str, times: int = 1) -> None:
        for type_ in types:
            self.expected[type_] += times

    def person(self, subject: str, *roles: str, of: str | None = None) -> Person:
        """Someone with these roles in the organisation with this code."""
        return Person(subject, roles, self.organisations[of] if of else None)

    def eventually(self, attempt: Callable[[], T]) -> T:
        """What another service says takes a moment to arrive: asks again while the answer is a refusal."""
        deadline = time.monotonic() + _PATIENCE_S
        while True:
            try:
                return attempt()
            except Refused:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.1)

    def until(self, look: Callable[[], T], good: Callable[[T], bool]) -> T:
        """Looks again until it sees what it waits for, or gives back what it last saw."""
        deadline = time.monotonic() + _PATIENCE_S
        while not good(seen := look()) and time.monotonic() < deadline:
            time.sleep(0.1)
        return seen
