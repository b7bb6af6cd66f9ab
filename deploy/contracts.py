"""What other agencies rely on: key, topics and schema of each event, as the newest release published them.

`make release` writes them into released_events.json. Until the next release an event may only get optional
fields; whatever else is to change is a new type, published beside the old one until its subscribers have moved.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from deploy.catalogue import LANGUAGES, address, published
from shared.messaging.schemas import schema

NAME = "released_events.json"
FILE = Path(__file__).with_name(NAME)

_WORDS = frozenset({"$defs", "$schema", "description", "examples", "title"})
"""They may be put better at any time. Definitions stand where they are used."""


def today() -> dict[str, Any]:
    """Each type of the code, with what may not change."""
    return {
        event.type: {
            "key": event.key_field,
            "topics": [*event.shared_topics()] or [event.internal_topic],
            "data": bare(schema(event, address(language, event))),
        }
        for language in LANGUAGES
        for event in published(language)
    }


def released(file: Path = FILE) -> dict[str, Any]:
    """Those of the newest release; none before the first."""
    found: dict[str, Any] = json.loads(file.read_text()) if file.exists() else {}
    return found


def written(contracts: Mapping[str, Any]) -> str:
    """A line for each type."""
    lines = [f"{json.dumps(type_)}: {json.dumps(contracts[type_], sort_keys=True)}" for type_ in sorted(contracts)]
    return "{\n" + ",\n".join(lines) + "\n}\n"


def bare(document: Mapping[str, Any], definitions: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """A JSON Schema without its words, with every definition in its place."""
    known = document.get("$defs", {}) if definitions is None else definitions
    if "$ref" in document:
        document = {**known[document["$ref"].removeprefix("#/$defs/")], **document}
    return {
        keyword: _bare_value(keyword, value, known)
        for keyword, value in document.items()
        if keyword not in _WORDS and keyword != "$ref"
    }


def _bare_value(keyword: str, value: Any, known: Mapping[str, Any]) -> Any:
    if keyword == "properties":
        return {name: bare(each, known) for name, each in value.items()}
    if keyword == "required":
        return sorted(value)
    if isinstance(value, dict):
        return bare(value, known)
    if isinstance(value, list):
        return [bare(each, known) if isinstance(each, dict) else each for each in value]
    return value


def broken(before: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    """What subscribers would stumble over, a line each."""
    return [line for type_ in sorted(before) for line in _changes(type_, before[type_], now.get(type_))]


def _changes(place: str, before: Any, now: Any) -> Iterator[str]:
    if isinstance(before, dict) and isinstance(now, dict):
        for name in sorted(before.keys() | now.keys()):
            if name == "properties":
                yield from _fields(place, before.get(name, {}), now.get(name, {}))
            else:
                yield from _changes(f"{place}/{name}", before.get(name), now.get(name))
    elif isinstance(before, list) and isinstance(now, list) and len(before) == len(now):
        for number, pair in enumerate(zip(before, now, strict=True)):
            yield from _changes(f"{place}/{number}", *pair)
    elif now is None and before is not None:
        yield f"{place} is gone"
    elif before != now:
        yield f"{place} was {json.dumps(before)}, is {json.dumps(now)}"


def _fields(place: str, before: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[str]:
    """New ones may come: whether one is required stands beside them, and is compared there."""
    for name, field in before.items():
        yield from _changes(f"{place}/{name}", field, now.get(name))
