"""The rows: what is measured, against what, and what must be reached."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from tests.bench.yardsticks import NotMeasured


@dataclass(frozen=True, slots=True)
class Row:
    """`better` is the direction of the figure: `more` for a ratio of rates, `less` for delays, memory and time."""

    name: str
    what: str
    versus: str
    prototype: str
    must: float | None
    want: float | None
    better: str = "more"
    unit: str = ""

    def verdict(self, figure: float) -> str:
        if self.must is None or self.want is None:
            return "measured"
        if self._reaches(figure, self.want):
            return "[green]as wanted[/]"
        return "[yellow]enough[/]" if self._reaches(figure, self.must) else "[red]falls short[/]"

    def _reaches(self, figure: float, mark: float) -> bool:
        return figure >= mark if self.better == "more" else figure <= mark


@dataclass(frozen=True, slots=True)
class Measured:
    """One figure and how it came about: the raw medians, and what was done to get them."""

    figure: float
    raw: str
    how: str


def show(console: Console, results: dict[Row, Measured | Exception], unasked: Iterable[Row]) -> None:
    """The table, then a line per row with the raw medians and how they were taken."""
    table = Table(title="How good is good enough: today", show_lines=False)
    for heading in ("row", "what", "compared with", "today", "prototype", "must reach", "want", "verdict"):
        table.add_column(heading, justify="right" if heading in ("today", "must reach", "want") else "left")
    for row, result in results.items():
        table.add_row(row.name, row.what, row.versus, *_figures(row, result))
    for row in unasked:
        table.add_row(row.name, row.what, row.versus, "-", row.prototype, *_marks(row), "takes long: name it")
    console.print(table)
    for row, result in results.items():
        console.print(f"[bold]{row.name}[/]: {escape(_text(result))}", highlight=False)


def exit_status(results: Mapping[Row, Measured | Exception]) -> int:
    """1 where a row has no figure: it failed, or its yardstick was out of range."""
    return int(any(isinstance(result, Exception) for result in results.values()))


def _text(result: Measured | Exception) -> str:
    if isinstance(result, NotMeasured):
        return f"not measured: {result}"
    return f"failed: {result!r}" if isinstance(result, Exception) else f"{result.raw}\n    {result.how}"


def _figures(row: Row, result: Measured | Exception) -> tuple[str, ...]:
    if isinstance(result, NotMeasured):
        return ("-", row.prototype, *_marks(row), "[red]not measured[/]")
    if isinstance(result, Exception):
        return ("-", row.prototype, *_marks(row), "[red]failed[/]")
    return (_figure(result.figure, row.unit), row.prototype, *_marks(row), row.verdict(result.figure))


def _marks(row: Row) -> tuple[str, str]:
    return tuple("-" if mark is None else f"{mark:g}{row.unit}" for mark in (row.must, row.want))  # type: ignore[return-value]


def _figure(figure: float, unit: str) -> str:
    return f"{figure:.0f}{unit}" if figure >= 20 else f"{figure:.2f}{unit}"
