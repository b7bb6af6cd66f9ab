"""Fields of commands that several topics have."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints

from shared.dates import DAY
from shared.texts import no_nik


def _printable(text: str) -> str:
    if not text.isprintable():
        raise ValueError("one line of printable text")
    return text


Rupiah = Annotated[int, Field(ge=1, le=10**12)]
Day = Annotated[date, Field(ge=date(1900, 1, 1), le=date(2199, 12, 31)), DAY]
Number = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=100),
    AfterValidator(_printable),
    AfterValidator(no_nik),
]
"""The number of a document or a receipt. Never a national id."""
