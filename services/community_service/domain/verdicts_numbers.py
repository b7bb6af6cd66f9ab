"""Numbers of decisions: which spellings name the same one, and which of two of one day is the later."""

from __future__ import annotations

import re

from services.community_service.fields import canonical

Number = tuple[str | int, ...]
"""The parts of a number in their order, digits as integers: `9/Pid/2026` comes before `10/Pid/2026`."""


def key(number: str) -> str:
    """The same for every spelling of a number: capitals and spaces do not count."""
    while (shorter := canonical(number).replace(" ", "").casefold()) != number:
        number = shorter  # what a space has kept apart may belong together
    return number


def parts(number: str) -> Number:
    return tuple(int(part) if part.isdecimal() else part for part in re.split(r"([0-9]+)", key(number)) if part)


def comparable(one: Number, other: Number) -> bool:
    """Whether two numbers are of one series, so that their order says something: they differ in one figure only.

    `9/Pid/2026/PT Amb` and `10/Pid/2026/PT Amb` are; `7 K/Pid/2026`, of another court, and one of another year are not.
    """
    if len(one) != len(other):
        return False
    differing = [(a, b) for a, b in zip(one, other, strict=True) if a != b]
    return len(differing) <= 1 and all(isinstance(part, int) for pair in differing for part in pair)
