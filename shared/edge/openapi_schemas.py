"""JSON schemas as they should be published: what pydantic says too much or too little is put right."""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]

LOCAL_TIME: Json = {"type": "string", "pattern": r"^([01]\d|2[0-3]):[0-5]\d(:00)?$"}
"""A time of day at the place, in whole minutes. The format `time` of JSON Schema would ask for an offset (RFC 3339)."""


def correct(part: Any) -> None:
    """Corrects every schema in a part of a document, in place."""
    if isinstance(part, list):
        for each in part:
            correct(each)
    elif isinstance(part, dict):
        if part.get("type") == "string" and part.get("format") == "time":
            del part["format"]
            part |= LOCAL_TIME
        # A set is sent without an order, and a value that comes twice counts once.
        if part.get("type") == "array":
            part.pop("uniqueItems", None)
        for each in part.values():
            correct(each)


def without_null(parameter: Json) -> Json:
    """A parameter that may be absent: what stands in an address or a header is never null."""
    schema = parameter["schema"]
    kinds = [kind for kind in schema.get("anyOf", ()) if kind != {"type": "null"}]
    if len(kinds) == 1:
        rest = {name: value for name, value in schema.items() if name != "anyOf"}
        parameter = {**parameter, "schema": {**rest, **kinds[0]}}
    return parameter


def mentions_records(part: Any, schemas: Json, seen: frozenset[str] = frozenset()) -> bool:
    """Whether there is an id of another record somewhere in a body."""
    if isinstance(part, list):
        return any(mentions_records(each, schemas, seen) for each in part)
    if not isinstance(part, dict):
        return False
    name = str(part.get("$ref", "")).rpartition("/")[2]
    if name and name not in seen:
        return mentions_records(schemas[name], schemas, seen | {name})
    return part.get("format") == "uuid" or any(mentions_records(each, schemas, seen) for each in part.values())


def close(part: Any, schemas: Json, seen: set[str] | None = None) -> None:
    """Says of every object in a body that it has no other names than these."""
    seen = set() if seen is None else seen
    if isinstance(part, list):
        for each in part:
            close(each, schemas, seen)
    elif isinstance(part, dict):
        name = str(part.get("$ref", "")).rpartition("/")[2]
        if name and name not in seen:
            seen.add(name)
            close(schemas[name], schemas, seen)
        if "properties" in part:
            part.setdefault("additionalProperties", False)
        for each in part.values():
            close(each, schemas, seen)
