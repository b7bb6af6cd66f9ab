"""Lines of a list that comes in one request: one that cannot be read loses nothing of the others."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from pydantic import BaseModel, ValidationError, ValidatorFunctionWrapHandler, WrapValidator
from pydantic_core import ErrorDetails

from shared.edge.strict import faults, shown
from shared.errors import Refusal, RulesBroken

_LONGEST = 64
_MOST = 5


class BrokenLine(BaseModel):
    """A line that cannot be read. `name`: what it says it is about, as it was sent; null where it says nothing."""

    name: str | None
    why: str


class AnsweredLine(BaseModel):
    """What every answer to a line says where it is refused, in both languages. All of it is null where it is not."""

    slug: str | None = None
    detail_id: str | None = None
    detail_en: str | None = None
    rule: str | None = None
    article: str | None = None


def why_refused(refusal: Refusal) -> dict[str, str | None]:
    """The fields of an `AnsweredLine`. Where several rules are broken, the first one speaks."""
    first = refusal.broken[0] if isinstance(refusal, RulesBroken) else refusal
    return {
        "slug": first.slug,
        "detail_id": first.message("id"),
        "detail_en": first.message("en"),
        "rule": first.rule,
        "article": first.article,
    }


def or_broken(line: type[BaseModel], named: str) -> WrapValidator:
    """For `Annotated[Line, or_broken(Line, "session_id")]`: a line, or a BrokenLine with its field `named`.

    A line is read as strictly as every body: nobody guesses, and a name that nobody knows is refused."""

    def read(value: Any, lenient: ValidatorFunctionWrapHandler) -> Any:
        if isinstance(value, line):
            return value
        found: Sequence[ErrorDetails] = faults(line, json.dumps(value, default=str).encode())
        if not found:
            try:
                return lenient(value)
            except ValidationError as error:
                found = error.errors()
        name = value.get(named) if isinstance(value, dict) else None
        return BrokenLine(name=None if name is None else str(name)[:_LONGEST], why="; ".join(map(_said, found[:_MOST])))

    return WrapValidator(read)


def _said(error: ErrorDetails) -> str:
    where = ".".join(shown(str(step)) for step in error["loc"]) or "line"
    return f"{where}: {error['msg']}"
