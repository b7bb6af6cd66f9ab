"""What a check found. One line for each: what was looked at, what is wrong, what to do."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """`advice` is empty where nothing is wrong."""

    what: str
    found: str
    advice: str = ""

    def __str__(self) -> str:
        mark = "WRONG" if self.advice else "ok"
        return f"{mark:<6}{self.what:<20}{self.found}{f' -> {self.advice}' if self.advice else ''}"


def fine(what: str, found: str) -> Finding:
    return Finding(what, found)


def wrong(what: str, found: str, advice: str) -> Finding:
    return Finding(what, found, advice)


def all_of(what: str, found: str, problems: Iterable[Finding]) -> Iterator[Finding]:
    """The problems; where there is none, one line that says what was looked at."""
    several = list(problems)
    yield from several or [fine(what, found)]


def show(findings: Iterable[Finding]) -> bool:
    """Prints them as they come. Whether all was well."""
    well = True
    for finding in findings:
        print(finding, flush=True)
        well = well and not finding.advice
    return well
