"""Fields that commands of several topics have."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import AfterValidator, BaseModel, Field, StringConstraints

from services.training.domain.programmes import Component
from shared.dates import DAY
from shared.texts import no_nik, no_nul, visible

Day = Annotated[date, Field(ge=date(1900, 1, 1), le=date(2200, 1, 1)), DAY]
Percent = Annotated[int, Field(ge=0, le=100)]
Reason = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=3, max_length=500),
    AfterValidator(no_nik),
    AfterValidator(no_nul),
    AfterValidator(visible),
]
"""Why somebody decided something. It names no person."""


def shown_in_one_line(text: str) -> str:
    """Something to see, and nothing that changes what is seen (U+202E) or hides (U+200B)."""
    if not text.isprintable() or not any(c.isalnum() for c in text):
        raise ValueError("one line of printable text")
    return text


Rupiah = Annotated[int, Field(ge=1, le=10**12)]
Number = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=100),
    AfterValidator(shown_in_one_line),
    AfterValidator(no_nik),
]
"""The number of a document or a receipt. Never a national id."""

Word = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{1,39}$"), AfterValidator(no_nik)]
"""A code of an agency's own, such as `sewing-machine`. It is published."""

Line = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=3, max_length=200),
    AfterValidator(shown_in_one_line),
    AfterValidator(no_nik),
]


class ComponentField(BaseModel):
    """A part of the assessment. The weights of a programme total 100; `minimum` is what a pass needs in this part."""

    name: Annotated[
        str,
        StringConstraints(strip_whitespace=True, min_length=1, max_length=60),
        AfterValidator(shown_in_one_line),
        AfterValidator(no_nik),
    ]
    weight: Annotated[int, Field(ge=1, le=100)]
    minimum: Percent = 0

    def component(self) -> Component:
        return Component(self.name, self.weight, self.minimum)


Components = Annotated[list[ComponentField], Field(min_length=1, max_length=20)]
