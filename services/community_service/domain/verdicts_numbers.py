"""Numbers of decisions: which spellings name the same one, and which of two of one day is the later."""

from __future__ import annotations

import re

from shared.texts import canonical

Number = tuple[str | int, ...]
"""The parts of a number in their order, digits as integers: `9/Pid/2026` comes before `10/Pid/2026`."""


def key(number: str) -> str:
    """The same for every spelling of a number: its letters and figures in their order.

    Capitals, spaces, dots, dashes and leading zeros do not count. What stands between two figures does: `1 2` is not
    `12`."""
    return "".join(_separated(parts(number)))


def _separated(found: Number) -> list[str]:
    return [
        f"/{part}" if isinstance(part, int) and before and isinstance(found[before - 1], int) else str(part)
        for before, part in enumerate(found)
    ]


def parts(number: str) -> Number:
    """Letters that follow each other are one part, whatever stands between them."""
    found: list[str | int] = []
    for token in re.findall(r"[0-9]+|[^\W0-9_]+", canonical(number).casefold()):
        if token.isdecimal():
            found.append(int(token))
        elif found and isinstance(found[-1], str):
            found[-1] += token
        else:
            found.append(token)
    return tuple(found)


def comparable(one: Number, other: Number) -> bool:
    """Whether two numbers are of one series, so that their order says something: they differ in one figure only.

    `9/Pid/2026/PT Amb` and `10/Pid/2026/PT Amb` are; `7 K/Pid/2026`, of another court, and one of another year are not.
    """
    if len(one) != len(other):
        return False
    differing = [(a, b) for a, b in zip(one, other, strict=True) if a != b]
    return len(differing) == 1 and all(isinstance(part, int) for part in differing[0])
