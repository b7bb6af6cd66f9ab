"""Fields of commands about goods: texts without a NIK, pieces, rupiah."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints

from services.training.commands.fields import Word
from shared.texts import no_nik, no_nul, visible

Title = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=3, max_length=200),
    AfterValidator(no_nik),
    AfterValidator(no_nul),
    AfterValidator(visible),
]
Description = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=3, max_length=2_000),
    AfterValidator(no_nik),
    AfterValidator(no_nul),
    AfterValidator(visible),
]
Kind = Word
Pieces = Annotated[int, Field(ge=1, le=100_000)]
NoneOrMore = Annotated[int, Field(ge=0, le=100_000)]
Price = Annotated[int, Field(ge=1, le=1_000_000_000)]
