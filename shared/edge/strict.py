"""A value is what its schema says: a number is no date, a word is no number, and `false` is neither.

FastAPI lets pydantic guess what was meant. Here nobody guesses: an empty date that a system writes as 0 would be the
year 1970, and a person would have another age.
"""

from __future__ import annotations

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from shared.json_names import NameTwice, need_names_once


async def check_body(request: Request) -> None:
    """Reads a JSON body once more, without guessing. Raises RequestValidationError."""
    model = body_model(request.scope.get("route"))
    if model is None or not (body := await request.body()):
        return
    try:
        need_names_once(body)
    except NameTwice as error:
        where = ("body", error.name[:60].encode(errors="replace").decode())
        raise RequestValidationError([{"loc": where, "msg": str(error), "type": "name_twice"}]) from None
    try:
        model.__pydantic_validator__.validate_json(body, strict=True)
    except ValidationError as error:
        found = [each for each in error.errors(include_url=False) if not _is_whole(each)]
        if found:
            raise RequestValidationError([{**each, "loc": ("body", *each["loc"])} for each in found]) from None


def _is_whole(error: ErrorDetails) -> bool:
    """60.0 is an integer: so says JSON Schema, and FastAPI reads it as one."""
    given = error["input"]
    return error["type"] == "int_type" and isinstance(given, float) and given.is_integer()


def body_model(route: object) -> type[BaseModel] | None:
    """The model of a route's body; None where it takes none, or a file."""
    field = getattr(route, "body_field", None)
    wanted = field.field_info.annotation if field else None
    return wanted if isinstance(wanted, type) and issubclass(wanted, BaseModel) else None
