"""From the flat fields of a form to the model that a command takes.

`a.b` is a field of a nested model, and a name that comes several times is a list. An empty field is an absent one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import time
from typing import Any, TypeVar, get_args, get_origin

from pydantic import AfterValidator, BaseModel, BeforeValidator, ValidationError, ValidationInfo
from pydantic_core import ErrorDetails, PydanticCustomError
from starlette.exceptions import HTTPException
from starlette.requests import Request

Fields = Mapping[str, Sequence[str]]
Model = TypeVar("Model", bound=BaseModel)
Made = TypeVar("Made")

CARRIED = ("key", "form_path", "version", "again")
"""Names that every form carries for the kit, not for a command. `again`: it is meant, though it was sent before."""
_MOST_FIELDS = 1_000
_LISTS = (list, tuple, set, frozenset)
_NO_TEXT = re.compile("[\0\ud800-\udfff]")
"""What no keyboard types and no table takes."""


def after(first: str) -> AfterValidator:
    """For `Annotated[time, after("starts")]`: a time that is later than that field's, which stands before it."""

    def later(value: Any, info: ValidationInfo) -> Any:
        begun = info.data.get(first)
        if begun is not None and value <= begun:
            raise PydanticCustomError("ends_first", "the end comes after the start, on the same day")
        return value

    return AfterValidator(later)


class FormWrong(Exception):
    """A form that cannot be read; `errors` are pydantic's."""

    def __init__(self, errors: Iterable[ErrorDetails]) -> None:
        super().__init__("the form cannot be read")
        self.errors = list(errors)


def wrong_at(kind: str, *place: str, **bounds: Any) -> FormWrong:
    """For what only several fields together show: `kind` is one of pydantic's, such as `missing`."""
    return FormWrong([ErrorDetails(type=kind, loc=place, msg="", input=None, ctx=bounds)])


def _lines(values: Any) -> list[str]:
    texts = [values] if isinstance(values, str) else values
    return [line.strip() for text in texts for line in str(text).splitlines() if line.strip()]


Lines = BeforeValidator(_lines)
"""Of a list that is typed into one field, a line for each."""


async def fields_of(request: Request) -> dict[str, list[str]]:
    """The texts of a form that was sent, without its files. Raises HTTPException 400."""
    form = await request.form(max_files=10, max_fields=_MOST_FIELDS)
    found: dict[str, list[str]] = {}
    for name, value in form.multi_items():
        if isinstance(value, str):
            if _NO_TEXT.search(name + value):
                raise HTTPException(400)
            found.setdefault(name, []).append(value.replace("\r\n", "\n"))
    return found


def read(model: type[Model], fields: Fields) -> Model:
    """The model that the fields say. Raises FormWrong."""
    try:
        return model.model_validate(_tree(model, fields), strict=False, extra="forbid")
    except ValidationError as error:
        raise FormWrong(error.errors(include_url=False, include_input=False)) from None


def need(form: BaseModel, *names: str) -> None:
    """Fields that what was chosen in the form asks for. Raises FormWrong with those that are empty."""
    missing = [name for name in names if getattr(form, name) is None]
    if missing:
        raise FormWrong(ErrorDetails(type="missing", loc=(name,), msg="", input=None) for name in missing)


def made(body: Callable[[Any], Made], read: BaseModel) -> Made:
    """What a command takes, from what the form says. Raises FormWrong."""
    try:
        return body(read)
    except ValidationError as error:
        raise FormWrong(error.errors(include_url=False, include_input=False)) from None


def _tree(model: type[BaseModel], fields: Fields) -> dict[str, Any]:
    tree = _frame(model)
    for name, values in fields.items():
        if name in CARRIED:
            continue
        *above, last = name.split(".")
        types = _types_at(model, (*above, last))
        given = [_plain(last, value.strip(), types) for value in values if value.strip()]
        if not given:
            continue
        here = tree
        for part in above:
            if not isinstance(here.get(part), dict):
                here[part] = {}
            here = here[part]
        here[last] = given if any(get_origin(each) in _LISTS for each in types) else given[-1]
    return tree


def _frame(model: type[BaseModel]) -> dict[str, Any]:
    """The parts that the model must have, still empty: so what is missing is missing at a field that the page has."""
    return {
        name: _frame(part)
        for name, each in model.model_fields.items()
        if each.is_required() and (part := _model(each.annotation))
    }


def _model(annotation: Any) -> type[BaseModel] | None:
    plain = isinstance(annotation, type) and get_origin(annotation) is None
    return annotation if plain and issubclass(annotation, BaseModel) else None


def _plain(name: str, value: str, types: Sequence[Any]) -> str:
    """Figures and hours may be written as on paper: `Rp1.500.000`, `1.000`, `08.30`. pydantic would read a 1 there."""
    if name.endswith("rupiah") and re.fullmatch(r"(Rp\s?)?([0-9]{1,3}([.,][0-9]{3})*|[0-9]+)(,-)?", value):
        return re.sub(r"[^0-9]", "", value)
    if int in types and re.fullmatch(r"[0-9]{1,3}([.,][0-9]{3})+", value):
        return re.sub(r"[.,]", "", value)
    if time in types:
        return _hour(value)
    if float in types and re.fullmatch(r"[-\u2212]?[0-9]{1,3}([.,][0-9]+)?", value):
        return value.replace(",", ".").replace("\u2212", "-")
    return value


def _hour(value: str) -> str:
    """A local time of the day. What has seconds or an offset is none: pydantic would read it, and nothing could compare
    the two."""
    found = re.fullmatch(r"([0-9]{1,2})[.:]([0-9]{2})(:00)?", value)
    return f"{found[1]:0>2}:{found[2]}" if found else ""


def _types_at(model: Any, path: Sequence[str]) -> list[Any]:
    """The types that the field at `path` takes; none where there is no such field."""
    annotation: Any = model
    for part in path:
        nested = next(filter(None, map(_model, _types(annotation))), None)
        if nested is None or part not in nested.model_fields:
            return []
        annotation = nested.model_fields[part].annotation
    return _types(annotation)


def _types(annotation: Any) -> list[Any]:
    """A type, or the types of a union, without `Annotated`."""
    if get_origin(annotation) in _LISTS or isinstance(annotation, type):
        return [annotation]
    if hasattr(annotation, "__metadata__"):
        return _types(get_args(annotation)[0])
    return [found for each in get_args(annotation) for found in _types(each)]
