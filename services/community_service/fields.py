"""Bounds of what people write: days, moments, codes, numbers and texts."""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, date, datetime
from typing import Annotated

from pydantic import AfterValidator, AwareDatetime, BeforeValidator, Field, StringConstraints

from shared.dates import DAY, MOMENT
from shared.texts import canonical, no_nik, no_nul

_CONTROL = r"[\u0000-\u001f\u007f-\u009f]"


def _canonical(value: object) -> object:
    if not isinstance(value, str):
        return value
    if any(unicodedata.category(c) in ("No", "Nl") for c in value):
        raise ValueError("it has figures that are no digits, such as a raised or a circled 2: write digits")
    if value and not any(c.isalnum() for c in value):
        raise ValueError("it has neither letters nor digits")
    return canonical(value)


def _one_line(text: str) -> str:
    if re.search(_CONTROL, text):
        raise ValueError("it has control characters")
    return text


Day = Annotated[date, Field(ge=date(1900, 1, 1), le=date(2200, 1, 1)), DAY]
Code = Annotated[
    str,
    StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{1,59}$"),
    AfterValidator(no_nik),
    Field(json_schema_extra={"not": {"pattern": "[0-9]{16}"}}),
]
Number = Annotated[
    str,
    BeforeValidator(_canonical),
    StringConstraints(strip_whitespace=True, min_length=1, max_length=100),
    AfterValidator(_one_line),
    AfterValidator(no_nik),
    Field(json_schema_extra={"not": {"pattern": f"{_CONTROL}|[0-9]{{16}}"}}),
]
"""Of a document. Codes and numbers are published."""
Name = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=200),
    AfterValidator(_one_line),
    Field(json_schema_extra={"not": {"pattern": _CONTROL}}),
]
Reason = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1000), AfterValidator(no_nul)]
StatedReason = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=3, max_length=1000),
    AfterValidator(no_nul),
    AfterValidator(no_nik),
]
"""Of an act that a second person, a sender or an auditor must understand."""

Moment = Annotated[
    AwareDatetime, Field(ge=datetime(2026, 1, 1, tzinfo=UTC), le=datetime(2200, 1, 1, tzinfo=UTC)), MOMENT
]
