"""The conditions of a search: only those that the caller asks for, values always as parameters."""

from __future__ import annotations


class Conditions:
    """`str` is what stands behind `where`; `values` are its parameters, counted from $1."""

    def __init__(self) -> None:
        self._parts, self.values = list[str](), list[object]()

    def add(self, clause: str, *values: object) -> None:
        """`clause` has `{}` where each value stands. Where a value is None, nothing is asked."""
        if None not in values:
            self._parts.append(clause.format(*map(self._place, values)))

    def _place(self, value: object) -> str:
        self.values.append(value)
        return f"${len(self.values)}"

    def __str__(self) -> str:
        return " and ".join(self._parts) or "true"
