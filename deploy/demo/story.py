"""The state that all chapters share: the facts of the city, the calendar, the lines printed, the events expected."""

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
DOCUMENTS = Path(".local/demo")
"""The folder that gets the PDFs of the story, where no other is named."""
T = TypeVar("T")
_TIMEOUT_S = 30.0


def at(local: str) -> datetime:
    """`2026-02-09 08:00` in Ambon."""
    return datetime.fromisoformat(f"{local}:00+09:00")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the story. `day` is a day of the story in Ambon, such as `9 Feb`."""

    day: str
    text: str


@dataclass(frozen=True, slots=True)
class Chapter:
    """A part of the story. `local` is its name in Indonesian."""

    number: int
    title: str
    local: str
    lines: list[Line] = field(default_factory=list)


@dataclass
class Story:
    """What has happened so far. `show` receives each chapter when it begins, and then each of its lines.

    `expected` counts the events that must be on Kafka at the end.
    """

    client: Client
    show: Callable[[Chapter | Line], None]
    organisations: dict[str, str] = field(default_factory=dict)
    agreements: dict[str, str] = field(default_factory=dict)
    expected: Counter[str] = field(default_factory=Counter)
    chapters: list[Chapter] = field(default_factory=list)
    outcomes: list[tuple[str, str]] = field(default_factory=list)
    documents: dict[str, bytes] = field(default_factory=dict)
    now: datetime = field(init=False)

    def begin(self, title: str, local: str) -> None:
        """Begins the next chapter."""
        self.chapters.append(Chapter(len(self.chapters) + 1, title, local))
        self.show(self.chapters[-1])

    def log(self, text: str) -> None:
        """Adds a line to the present chapter; at most 69 characters, so that it fits 80 columns with its day."""
        line = Line(f"{self.now.day} {self.now:%b}", text)
        self.chapters[-1].lines.append(line)
        self.show(line)

    def move_to(self, local: str) -> None:
        """The clocks of all services go to this local time."""
        self.move_clocks(at(local))

    def move_clocks(self, moment: datetime) -> None:
        """The clocks of all services go to this moment."""
        self.now = moment
        self.client.move_clocks(moment)

    def expect(self, *types: str, times: int = 1) -> None:
        for type_ in types:
            self.expected[type_] += times

    def person(self, subject: str, *roles: str, of: str | None = None) -> Person:
        """Someone with these roles in the organisation with this code."""
        return Person(subject, roles, self.organisations[of] if of else None)

    def eventually(self, attempt: Callable[[], T]) -> T:
        """Repeats a call while it is refused, because facts of another service take a moment to arrive."""
        deadline = time.monotonic() + _TIMEOUT_S
        while True:
            try:
                return attempt()
            except Refused:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.1)

    def until(self, read: Callable[[], T], good: Callable[[T], bool], pause_s: float = 0.1) -> T:
        """Reads until the answer is good, or returns the last answer after half a minute."""
        deadline = time.monotonic() + _TIMEOUT_S
        while not good(answer := read()) and time.monotonic() < deadline:
            time.sleep(pause_s)
        return answer
