"""Bounds of what people write: days, moments, codes, numbers and texts."""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, date, datetime
from typing import Annotated

from pydantic import AfterValidator, AwareDatetime, BeforeValidator, Field, StringConstraints

from shared.dates import DAY, MOMENT

_CONTROL = r"[\u0000-\u001f\u007f-\u009f]"
_NIK = re.compile(r"\d(?:[ ._-]?\d){15,}")
"""Sixteen digits or more, whatever digits they are, also with something small between them."""

_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE | re.ASCII)
_INVISIBLE = "\u034f\u2800"
"""Of no category that says so: the combining grapheme joiner and the empty Braille pattern. Variation selectors too."""


def canonical(text: str) -> str:
    """One spelling for what looks the same (Unicode NFKC): nothing invisible, and one space where there are more."""
    folded = "".join(map(_shown, unicodedata.normalize("NFKC", text)))
    return re.sub(" {2,}", " ", folded).strip(" ")


def _shown(character: str) -> str:
    category = unicodedata.category(character)
    if category in ("Zl", "Zp", "Zs"):
        return " "
    invisible = category == "Cf" or character in _INVISIBLE or "\ufe00" <= character <= "\ufe0f"
    return "" if invisible else character


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
    """What a sender wrote, without what may be a national id (NIK): sixteen digits or more become `…`. A UUID stays."""
    return text if _UUID.fullmatch(text) else _NIK.sub("…", text)


Day = Annotated[date, Field(ge=date(1900, 1, 1), le=date(2200, 1, 1)), DAY]
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

Moment = Annotated[
    AwareDatetime, Field(ge=datetime(2026, 1, 1, tzinfo=UTC), le=datetime(2200, 1, 1, tzinfo=UTC)), MOMENT
]
