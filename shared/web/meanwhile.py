"""Somebody else changed a record while a form was being filled in: who and when, and what stands beside what was typed.

The fields of the form tell it themselves (`kit/field.html`), so every form that carries a version has it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from shared.edge.access import Actor
from shared.errors import StaleVersion
from shared.messaging.events import title_of
from shared.postgres.pool import Connection

_SHOWN = 5
_SINCE = """
    select type, actor, occurred_at from journal where key = $1 and version > $2 order by version desc limit $3
"""


class Unsaid:
    """The value of a field that shows nothing of a record: it belongs to what somebody does."""

    def __bool__(self) -> bool:
        return False

    def __str__(self) -> str:
        return ""


UNSAID = Unsaid()


@dataclass(frozen=True, slots=True)
class Change:
    """One fact of the record. `title` is a message of the catalogue; None: it is not for the reader's roles."""

    at: datetime
    who: str
    title: str | None
    by_system: bool
    mine: bool


@dataclass(frozen=True, slots=True)
class Difference:
    """A field of the form. Words, or a day."""

    label: str
    stands: str | date
    typed: str | date


@dataclass(slots=True)
class Meanwhile:
    """`changes`, the latest first. `differences` and `compared` are of the form that was sent, once it is drawn."""

    changes: Sequence[Change]
    differences: list[Difference] = field(default_factory=list)
    compared: int = 0
    _drawing: bool = False

    def begin(self) -> None:
        self._drawing, self.compared = True, 0
        self.differences.clear()

    def end(self) -> None:
        self._drawing = False

    def compare(self, label: str, stands: Any, typed: Any, choices: Iterable[Sequence[Any]] | None = None) -> None:
        """A field with what stands now and what was typed; `choices` are pairs of value and words."""
        if not self._drawing or isinstance(stands, Unsaid):
            return
        self.compared += 1
        words = {str(choice[0]): str(choice[1]) for choice in choices} if choices is not None else None
        known, given = _plain(stands, words), _plain(typed, words)
        if known != given:
            self.differences.append(Difference(label, _day(known), _day(given)))


async def since(
    conn: Connection, refusal: StaleVersion, seen: frozenset[int], actor: Actor, told_to: Mapping[str, frozenset[str]]
) -> Meanwhile:
    """What happened to the record after the version that somebody saw. `told_to`: kinds of facts for some roles."""
    rows = await conn.fetch(_SINCE, refusal.figures["key"], max(seen, default=0), _SHOWN)
    return Meanwhile(
        [
            Change(
                row["occurred_at"],
                row["actor"],
                title_of(row["type"]) if told_to.get(row["type"], actor.roles) & actor.roles else None,
                row["actor"].startswith("system:"),
                row["actor"] == actor.subject,
            )
            for row in rows
        ]
    )


def _plain(value: Any, words: Mapping[str, str] | None) -> str:
    """As one would type it. Figures may be grouped, and lists are in the order of their choices."""
    if words is not None:
        given = {str(each) for each in ([value] if isinstance(value, str) or not _many(value) else value)} or {""}
        return ", ".join(text for code, text in words.items() if code in given)
    if value is None:
        return ""
    if isinstance(value, time):
        return f"{value:%H.%M}"
    text = str(value).replace("\r\n", "\n").strip()
    if re.fullmatch(r"\d{1,2}:\d\d", text):
        return text.replace(":", ".")
    return re.sub(r"[.,]", "", text) if re.fullmatch(r"\d{1,3}([.,]\d{3})+", text) else text


def _many(value: Any) -> bool:
    return isinstance(value, Iterable)


def _day(text: str) -> str | date:
    try:
        return date.fromisoformat(text) if re.fullmatch(r"\d{4}-\d\d-\d\d", text) else text
    except ValueError:
        return text
