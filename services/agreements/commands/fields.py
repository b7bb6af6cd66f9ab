"""Field types that several request bodies share, with their bounds."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints

from services.agreements.events import Scope
from shared.dates import DAY
from shared.texts import no_nik, no_nul


def _one_line(text: str) -> str:
    if not text.isprintable():
        raise ValueError("one line of printable text")
    return text


Code = Annotated[
    str,
    StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{1,59}$"),
    AfterValidator(no_nik),
    Field(json_schema_extra={"not": {"pattern": "[0-9]{16}"}}),
]
"""Of an organisation. It is published."""
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300), AfterValidator(no_nul)]
Title = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=3, max_length=300),
    AfterValidator(no_nul),
    AfterValidator(no_nik),
]
Reason = Annotated[str, StringConstraints(strip_whitespace=True, min_length=3, max_length=2000), AfterValidator(no_nul)]
Prose = Annotated[str, StringConstraints(strip_whitespace=True, min_length=3, max_length=4000), AfterValidator(no_nul)]
Comment = Annotated[str, StringConstraints(max_length=4000), AfterValidator(no_nul)]
Number = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=100),
    AfterValidator(no_nul),
    AfterValidator(no_nik),
]
"""Of a document. Never a national id."""
Place = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=2, max_length=200),
    AfterValidator(_one_line),
    AfterValidator(no_nik),
]
"""Sites and programmes of an agreement are published."""
Day = Annotated[date, Field(ge=date(1900, 1, 1), le=date(2200, 1, 1)), DAY]
"""A day that people write. Its bounds leave room for every day that is counted from it."""
Scopes = Annotated[frozenset[Scope], Field(min_length=1)]
Sites = Annotated[frozenset[Place], Field(max_length=100)]
Programmes = Annotated[frozenset[Place], Field(max_length=100)]
NoticeDays = Annotated[int, Field(ge=0, le=730)]
"""The length of a notice of termination, in days."""
