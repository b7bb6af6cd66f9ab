"""CSV that spreadsheets open (RFC 4180, UTF-8).

A cell that looks like a formula gets an apostrophe in front (OWASP, CSV injection).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def cell(value: object) -> str:
    """A value as text that a spreadsheet shows and does not compute, also behind spaces."""
    text = " ".join(value) if isinstance(value, list) else "" if value is None else str(value)
    return f"'{text}" if text.startswith(_FORMULA) or text.lstrip().startswith(_FORMULA) else text


def rows(lines: Iterable[Sequence[object]]) -> bytes:
    """Lines with CRLF, quoted where needed."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows([cell(value) for value in line] for line in lines)
    return text.getvalue().encode()
