"""Organisations: messages print their names, and rules find recipients in them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Organisation:
    id: UUID
    code: str
    name: str


class Organisations:
    """The organisations that an event names, found by id or code."""

    def __init__(self, known: Iterable[Organisation]) -> None:
        by_place = {place: o for o in known for place in (str(o.id), o.code)}
        self.names: Mapping[str, str] = {place: o.name for place, o in by_place.items()}
        self._ids = {place: o.id for place, o in by_place.items()}

    def id_of(self, place: str) -> UUID | None:
        return self._ids.get(place) or as_id(place)


def as_id(text: str) -> UUID | None:
    try:
        return UUID(text) if len(text) == 36 else None
    except ValueError:
        return None


def places_in(data: Mapping[str, Any]) -> set[str]:
    """The values of an event that may name an organisation: every id, and the value of every `…_code`."""
    return {
        text
        for field, value in data.items()
        for text in (value if isinstance(value, list) else [value])
        if isinstance(text, str) and (field.endswith("_code") or as_id(text))
    }
