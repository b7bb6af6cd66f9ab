"""A date is written as a date: `"0"` is no day in 1970, whoever sends it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Annotated, Any, get_args

import pytest
from fastapi.routing import iter_route_contexts
from pydantic import BaseModel, Field, TypeAdapter, ValidationError
from pydantic.fields import FieldInfo

from services.community_service import justice
from shared.edge.strict import body_model
from shared.messaging.events import Event, published
from tests.contract.test_routes import APPS

NO_DATES = ["0", "1.5", "true", '"0"', '"+0"', '"86400"', '"1e9"', '"2026-02-09x"', '"2026-2-9"', '""']


def fields(model: type[BaseModel], seen: set[type]) -> Iterator[tuple[str, FieldInfo]]:
    """Every field of a model that holds a date or a moment, at any depth."""
    seen.add(model)
    for name, field in model.model_fields.items():
        leaves = set(types_in(field.annotation))
        if leaves & {date, datetime}:
            yield f"{model.__name__}.{name}", field
        for leaf in leaves - seen:
            if isinstance(leaf, type) and issubclass(leaf, BaseModel):
                yield from fields(leaf, seen)


def types_in(annotation: Any) -> Iterator[Any]:
    yield annotation
    for argument in get_args(annotation):
        yield from types_in(argument)


BODIES = {
    model for app in APPS.values() for each in iter_route_contexts(app.routes) if (model := body_model(each.route))
}
INTAKE = [event for event in published(justice) if issubclass(event, Event)]
DATES = {name: field for model in {*BODIES, *INTAKE} for name, field in fields(model, set())}


def test_there_are_dates_to_look_at() -> None:
    assert len(DATES) > 20
    assert {"SentencePronounced.birth_date", "RegisterParticipant.birth_date"} <= set(DATES)


@pytest.mark.parametrize("name", sorted(DATES))
def test_what_is_no_date_is_not_taken_for_one(name: str) -> None:
    field = DATES[name]
    adapter: TypeAdapter[Any] = TypeAdapter(Annotated[field.annotation, *field.metadata, Field()])  # type: ignore[arg-type]
    for strict in (False, True):
        for text in NO_DATES:
            with pytest.raises(ValidationError):
                adapter.validate_json(text, strict=strict)
