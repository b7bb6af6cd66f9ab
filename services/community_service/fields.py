"""Bounds of what people write: days, moments, codes, numbers and texts."""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, date, datetime
from typing import Annotated

from pydantic import AfterValidator, AwareDatetime, BeforeValidator, Field, StringConstraints

_CONTROL = r"[\u0000-\u001f\u007f-\u009f]"
_NIK = re.compile(r"[0-9]{16,}")


def canonical(text: str) -> str:
    """One spelling for what looks the same (Unicode NFKC): nothing invisible, and one space where there are more."""
    visible = (c for c in unicodedata.normalize("NFKC", text) if unicodedata.category(c) != "Cf")
    return re.sub(" {2,}", " ", "".join(visible)).strip(" ")


def _canonical(value: object) -> object:
    return canonical(value) if isinstance(value, str) else value


def _one_line(text: str) -> str:
    if re.search(_CONTROL, text):
        raise ValueError("it has control characters")
    return text


def _no_nik(text: str) -> str:
    if _NIK.search(text):
        raise ValueError(
            "sixteen digits in a row may be a NIK: name the office by its code, the document by its number"
        )
    return text


def _no_nul(text: str) -> str:
    if "\0" in text:
        raise ValueError("it has the character U+0000")
    return text


def without_nik(text: str) -> str:
    """What a sender wrote, without what may be a national id (NIK): sixteen digits or more in a row become `…`."""
    return _NIK.sub("…", text)


Day = Annotated[date, Field(ge=date(1900, 1, 1), le=date(2200, 1, 1))]
Code = Annotated[
    str,
    StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{1,59}$"),
    AfterValidator(_no_nik),
    Field(json_schema_extra={"not": {"pattern": "[0-9]{16}"}}),
]
Number = Annotated[
    str,
    BeforeValidator(_canonical),
    StringConstraints(strip_whitespace=True, min_length=1, max_length=100),
    AfterValidator(_one_line),
    AfterValidator(_no_nik),
    Field(json_schema_extra={"not": {"pattern": f"{_CONTROL}|[0-9]{{16}}"}}),
]
"""Of a document. Codes and numbers are published."""
Name = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=200),
    AfterValidator(_one_line),
    Field(json_schema_extra={"not": {"pattern": _CONTROL}}),
]
Reason = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1000), AfterValidator(_no_nul)
]

Moment = Annotated[AwareDatetime, Field(ge=datetime(2026, 1, 1, tzinfo=UTC), le=datetime(2200, 1, 1, tzinfo=UTC))]
