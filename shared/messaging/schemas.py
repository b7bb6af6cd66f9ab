"""The JSON Schema of an event's data, as other agencies read it."""

from __future__ import annotations

from inspect import cleandoc
from typing import Any

from shared.messaging.events import Event


def described(event: type[Event]) -> tuple[str, str]:
    """Title and when it happens, from the docstring."""
    title, _, when = cleandoc(event.__doc__ or "").partition("\n")
    return title.rstrip("."), " ".join(when.split())


def schema(event: type[Event], address: str) -> dict[str, Any]:
    """The schema of the data on a topic of other agencies: without internal fields, with `detail_url`.

    `address` is where the schema itself is answered."""
    document = event.model_json_schema(mode="serialization")
    for name in event.internal_fields:
        document["properties"].pop(name)
    if event.detail:
        document["properties"]["detail_url"] = {"type": "string", "format": "uri-reference", "title": "Detail Url"}
    document["required"] = [name for name in document.get("required", []) if name in document["properties"]]
    title, when = described(event)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": address,
        **document,
        "title": title,
        "description": when,
    }
