"""Days, months and durations in words, in Indonesian and English."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Literal

Language = Literal["id", "en"]

_MONTHS: Mapping[Language, tuple[str, ...]] = {
    "id": (
        *("Januari", "Februari", "Maret", "April", "Mei", "Juni"),
        *("Juli", "Agustus", "September", "Oktober", "November", "Desember"),
    ),
    "en": (
        *("January", "February", "March", "April", "May", "June"),
        *("July", "August", "September", "October", "November", "December"),
    ),
}
_UNITS: Mapping[Language, tuple[str, str]] = {"id": ("jam", "menit"), "en": ("h", "min")}


def format_day(day: date, language: Language, *, short: bool = False) -> str:
    """`2 Maret 2026`; short: `2 Mar 2026`."""
    name = _MONTHS[language][day.month - 1]
    return f"{day.day} {name[:3] if short else name} {day.year}"


def format_month(day: date, language: Language) -> str:
    """The month of a day: `Maret 2026`."""
    return f"{_MONTHS[language][day.month - 1]} {day.year}"


def format_duration(minutes: int, language: Language, *, minus: str = "−") -> str:
    """`8 jam`, `7 jam 30 menit`, `−1 h 30 min`."""
    sign, (hours, rest) = minus if minutes < 0 else "", divmod(abs(minutes), 60)
    unit, part = _UNITS[language]
    return f"{sign}{hours} {unit} {rest} {part}" if rest else f"{sign}{hours} {unit}"


_ISO_DAY = re.compile(r"(?<![\w-])(\d{4})-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])(?![\w-])")
_ISO_TIME = re.compile(r"(?<![\w:.])([01]\d|2[0-3]):([0-5]\d)(?::[0-5]\d)?(?![\w:])")


def days_in_words(text: str, language: Language) -> str:
    """A sentence with its days and times as people write them: `2 Maret 2026`, `08.00`, of `2026-03-02` and `08:00`."""
    named = _ISO_DAY.sub(lambda d: f"{int(d[3])} {_MONTHS[language][int(d[2]) - 1]} {d[1]}", text)
    return _ISO_TIME.sub(r"\1.\2" if language == "id" else r"\1:\2", named)
