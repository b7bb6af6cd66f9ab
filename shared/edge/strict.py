"""A value is what its schema says: a number is no date, a word is no number, and `false` is neither.

FastAPI lets pydantic guess what was meant. Here nobody guesses: an empty date that a system writes as 0 would be the
year 1970, and a person would have another age. A name that the route does not know is refused too: `detained_day` in
place of `detained_days` would cost somebody days, and nobody would hear of it.
"""

from __future__ import annotations

from collections.abc import Iterator

from fastapi import Request
from fastapi.dependencies.models import Dependant
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from shared.json_names import NameTwice, need_names_once
from shared.texts import without_nik

_UNKNOWN = {"msg": "there is no such name here", "type": "unknown_name"}
_TWICE = {"msg": "the name is there twice", "type": "name_twice"}


async def check_body(request: Request) -> None:
    """Reads a JSON body once more, without guessing. Raises RequestValidationError."""
    model = body_model(request.scope.get("route"))
    if model is None or not (body := await request.body()):
        return
    try:
        need_names_once(body)
    except NameTwice as error:
        where = ("body", shown(error.name))
        raise RequestValidationError([{"loc": where, "msg": str(error), "type": "name_twice"}]) from None
    if found := faults(model, body):
        raise RequestValidationError([_in_body(each) for each in found])


def faults(model: type[BaseModel], raw: bytes) -> list[ErrorDetails]:
    """Why some JSON is no such model, where nobody guesses. Empty: it is one."""
    try:
        model.__pydantic_validator__.validate_json(raw, strict=True, extra="forbid")
    except ValidationError as error:
        return [each for each in error.errors(include_url=False) if not _is_whole(each)]
    return []


def check_query(request: Request) -> None:
    """Refuses a parameter that the route does not have: a filter with a letter wrong would list everything. One that
    is there twice: nobody chooses which of them counts.

    Raises RequestValidationError."""
    dependant = getattr(request.scope.get("route"), "dependant", None)
    known = set(_parameters(dependant)) if dependant else set()
    if unknown := sorted(set(request.query_params) - known):
        raise RequestValidationError([{"loc": ("query", shown(name)), **_UNKNOWN} for name in unknown])
    names = [name for name, _ in request.query_params.multi_items()]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise RequestValidationError([{"loc": ("query", name), **_TWICE} for name in twice])


def _parameters(dependant: Dependant) -> Iterator[str]:
    yield from (field.alias for field in dependant.query_params)
    for each in dependant.dependencies:
        yield from _parameters(each)


def _in_body(error: ErrorDetails) -> dict[str, object]:
    """Where it stands in the body. A name that nobody knows may be anything, so it is shown in part."""
    if error["type"] != "extra_forbidden":
        return {**error, "loc": ("body", *error["loc"])}
    *above, name = error["loc"]
    return {"loc": ("body", *above, shown(str(name))), **_UNKNOWN}


def shown(name: str) -> str:
    """A name that somebody typed, without what may be a NIK, and then in part: half a NIK would be no NIK any more."""
    return without_nik(name.encode(errors="replace").decode())[:60]


def _is_whole(error: ErrorDetails) -> bool:
    """60.0 is an integer: so says JSON Schema, and FastAPI reads it as one."""
    given = error["input"]
    return error["type"] == "int_type" and isinstance(given, float) and given.is_integer()


def body_model(route: object) -> type[BaseModel] | None:
    """The model of a route's body; None where it takes none, or a file."""
    field = getattr(route, "body_field", None)
    wanted = field.field_info.annotation if field else None
    return wanted if isinstance(wanted, type) and issubclass(wanted, BaseModel) else None
