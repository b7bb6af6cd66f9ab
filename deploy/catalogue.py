"""The event catalogue in docs/events, written from the code: `python -m deploy.catalogue`; `--check` only compares.

One page that lists every event, a JSON Schema for each as it is on the shared topic, and an AsyncAPI document.
"""

from __future__ import annotations

import importlib
import json
import sys
from collections.abc import Iterator
from inspect import cleandoc
from pathlib import Path
from typing import Any

from deploy import asyncapi
from deploy.services import SERVICES
from shared.messaging.events import Event, events_of, schema_uri

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "docs" / "events"
LANGUAGES = {service: f"services.{service}.events" for service in SERVICES} | {
    "justice": "services.community_service.justice"
}
"""Who writes events, and the module that has them: our services, and courts and prosecutors (the intake topic)."""


def published(language: str) -> list[type[Event]]:
    """What one of them writes to Kafka. Records, which stand in the journal only, are left out."""
    return [event for event in events_of(importlib.import_module(LANGUAGES[language])) if event.topic]


def schema(event: type[Event]) -> dict[str, Any]:
    """The JSON Schema of the data on the shared topic: without internal fields, with `detail_url`."""
    document = event.model_json_schema(mode="serialization")
    for name in event.internal_fields:
        document["properties"].pop(name)
    if event.detail:
        document["properties"]["detail_url"] = {"type": "string", "format": "uri-reference", "title": "Detail Url"}
    document["required"] = [name for name in document.get("required", []) if name in document["properties"]]
    title, when = described(event)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": schema_uri(event.type),
        **document,
        "title": title,
        "description": when,
    }


def described(event: type[Event]) -> tuple[str, str]:
    """Title and when it happens, from the docstring."""
    title, _, when = cleandoc(event.__doc__ or "").partition("\n")
    return title.rstrip("."), " ".join(when.split())


def samples(language: str) -> Path:
    """The folder of the samples. Those of `justice` stand with the service that reads them."""
    return ROOT / "services" / LANGUAGES[language].split(".")[1] / "samples"


def sample(language: str, event: type[Event]) -> Path:
    return samples(language) / f"{event.type}.json"


def files() -> Iterator[tuple[Path, str]]:
    """Every file of the catalogue with its content."""
    page = ["# Events", "", _INTRODUCTION]
    for language in LANGUAGES:
        page += ["", f"## {language}", "", "| type | when | topic | key |", "|---|---|---|---|"]
        for event in published(language):
            yield FOLDER / "schemas" / f"{event.type}.json", json.dumps(schema(event), indent=2, sort_keys=True) + "\n"
            page.append(_row(language, event))
    yield FOLDER / "README.md", "\n".join(page) + "\n"
    yield FOLDER / "asyncapi.json", asyncapi.document(_with_samples())


def _with_samples() -> Iterator[asyncapi.Described]:
    for language, module in LANGUAGES.items():
        for event in published(language):
            yield module.split(".")[1], event, *described(event), json.loads(sample(language, event).read_text())


def _row(language: str, event: type[Event]) -> str:
    title, when = described(event)
    internal = ", without " + ", ".join(sorted(event.internal_fields)) if event.internal_fields else ""
    example = sample(language, event).relative_to(ROOT)
    links = f"[schema](schemas/{event.type}.json), [sample](../../{example})"
    return f"| `{event.type}`<br>{title} ({links}) | {when} | `{event.topic}`{internal} | `{event.key_field}` |"


_INTRODUCTION = """\
Written from the code by `make catalogue`; `make check` fails where they differ. For tools there is the same as
[AsyncAPI 3.0](asyncapi.json).

Every event is a [CloudEvent 1.0](https://github.com/cloudevents/spec) on Kafka in binary content mode. Its attributes
are in `ce_` headers, its data is JSON in the value, and the facts of one key are in order. `sequence` is the version of
the key's stream, zero-padded. `correlationid` ties a story together; `causationid` names the event that was answered.

Events are thin: ids, states, figures. `detail_url` is relative to the gateway, asks who you are, and logs the read.
Fields may be added, always optional: read tolerantly. A field that is "without" here stays inside the four services."""


def main() -> int:
    wanted = dict(files())
    stale = [path for path, text in wanted.items() if not path.exists() or path.read_text() != text]
    extra = [path for path in FOLDER.rglob("*.*") if path not in wanted]
    if "--check" in sys.argv:
        for path in (*stale, *extra):
            print(f"{path.relative_to(ROOT)} differs from the code: run `make catalogue`", file=sys.stderr)
        return bool(stale or extra)
    for path in extra:
        path.unlink()
    for path in stale:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(wanted[path])
    return 0


if __name__ == "__main__":
    sys.exit(main())
