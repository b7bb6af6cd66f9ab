"""Conditions of lists, and cursors for pages ordered by a day and an id.

Each list has only the conditions that the caller wants. A condition that is always there but often empty
(`$1 is null or …`) keeps the database from using an index. Values are always parameters.
"""

from __future__ import annotations

from datetime import date
from uuid import UUID


class Conditions:
    """The `where` clause of a list. `add("state = {}", state)` adds nothing if the value is None."""

    def __init__(self, *always: str) -> None:
        self._parts, self.values = list(always), list[object]()

    def add(self, clause: str, *values: object) -> None:
        if None in values:
            return
        self._parts.append(clause.format(*(self.value(value) for value in values)))

    def value(self, value: object) -> str:
        """The placeholder of a value."""
        self.values.append(value)
        return f"${len(self.values)}"

    def after(self, day: str, cursor: str | None) -> None:
        """Only rows after the cursor, in the order of `day` and id."""
        if cursor is not None:
            self.add(f"({day}, id) > ({{}}, {{}})", *_read(cursor))

    def limit(self, rows: int) -> str:
        """The number of rows, written out: the planner chooses the index by the cost of a page."""
        return f"limit {rows:d}"

    def __str__(self) -> str:
        return " and ".join(self._parts) or "true"


def cursor_of(day: date, last: UUID) -> str:
    return f"{day}_{last}"


def _read(cursor: str) -> tuple[date, UUID]:
    day, _, last = cursor.partition("_")
    return date.fromisoformat(day), UUID(last)


def checked(cursor: str | None) -> str | None:
    """The cursor, if it is one of ours. Raises ValueError otherwise."""
    return None if cursor is None else cursor_of(*_read(cursor))
