"""The event catalogue in docs/events, written from the code: `python -m deploy.catalogue`; `--check` only compares.

One page that lists every topic and event, a JSON Schema for each event as other agencies read it, and an AsyncAPI
document.
"""

from __future__ import annotations

import importlib
import json
import sys
from collections.abc import Iterator
from pathlib import Path

from deploy import asyncapi
from deploy.asyncapi import AUTHORITY
from deploy.services import SERVICES
from deploy.topics import READERS
from shared.messaging import events
from shared.messaging.events import Event, schema_uri
from shared.messaging.schemas import described, schema

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "docs" / "events"
LANGUAGES = {service: f"services.{service}.events" for service in SERVICES} | {
    "justice": "services.community_service.justice"
}
"""Who writes events, and the module that has them: our services, and courts and prosecutors (the intake topic)."""


def published(language: str) -> list[type[Event]]:
    """What one of them writes to Kafka."""
    return events.published(importlib.import_module(LANGUAGES[language]))


def address(language: str, event: type[Event]) -> str:
    """Where the schema is answered, with an example's authority."""
    return schema_uri(AUTHORITY, LANGUAGES[language].split(".")[1].replace("_", "-"), event.type)


def samples(language: str) -> Path:
    """The folder of the samples. Those of `justice` stand with the service that reads them."""
    return ROOT / "services" / LANGUAGES[language].split(".")[1] / "samples"


def sample(language: str, event: type[Event]) -> Path:
    return samples(language) / f"{event.type}.json"


def more_samples(language: str, event: type[Event]) -> dict[str, Path]:
    """Further ones, by what they show: `justice.sentence.pronounced.child.json`."""
    found = samples(language).glob(f"{event.type}.*.json")
    shows = {path: path.name.removeprefix(f"{event.type}.").removesuffix(".json") for path in sorted(found)}
    return {what: path for path, what in shows.items() if what != "internal" and "." not in what}


def files() -> Iterator[tuple[Path, str]]:
    """Every file of the catalogue with its content."""
    page = ["# Events", "", _INTRODUCTION, "", "## Topics", "", "| topic | who may read it |", "|---|---|"]
    page += [f"| `{topic}` | {readers} |" for topic, readers in READERS.items()]
    for language in LANGUAGES:
        page += ["", f"## {language}", "", "| type | when | topic | key |", "|---|---|---|---|"]
        for event in published(language):
            document = schema(event, address(language, event))
            yield FOLDER / "schemas" / f"{event.type}.json", json.dumps(document, indent=2, sort_keys=True) + "\n"
            page.append(_row(language, event))
    yield FOLDER / "README.md", "\n".join(page) + "\n"
    yield FOLDER / "asyncapi.json", asyncapi.document(_with_samples())


def _with_samples() -> Iterator[asyncapi.Described]:
    for language, module in LANGUAGES.items():
        for event in published(language):
            first = {"": sample(language, event)}
            examples = {
                what: json.loads(path.read_text()) for what, path in (first | more_samples(language, event)).items()
            }
            yield module.split(".")[1], event, *described(event), examples


def _row(language: str, event: type[Event]) -> str:
    title, when = described(event)
    links = f"[schema](schemas/{event.type}.json), [sample](../../{sample(language, event).relative_to(ROOT)})"
    for what, path in more_samples(language, event).items():
        links += f", [{what}](../../{path.relative_to(ROOT)})"
    return f"| `{event.type}`<br>{title} ({links}) | {when} | {_places(event)} | `{event.key_field}` |"


def _places(event: type[Event]) -> str:
    """The topics of other agencies, and what is absent there; or the internal topic where there is none."""
    shared = [f"`{topic}`" for topic in event.shared_topics()] or [f"`{event.internal_topic}`"]
    absent = [name for name in sorted(event.internal_fields) if name != event.audience_field]
    return " or ".join(shared) + (f", without {', '.join(absent)}" if absent and event.topic else "")


_INTRODUCTION = """\
Written from the code by `make catalogue`; `make check` fails where they differ. For tools there is the same as
[AsyncAPI 3.0](asyncapi.json).

Every event is a [CloudEvent 1.0](https://github.com/cloudevents/spec) on Kafka in binary content mode. Its attributes
are in `ce_` headers, its data is JSON in the value, and the facts of one key are in order. `sequence` counts the facts
of a key on a topic, zero-padded: a gap means that you lost one. `correlationid` ties a story together; `causationid`
names the event that was answered. `source` is `//<authority>/<service>`, and `dataschema` is an address that the
service answers below the gateway. Ids mean nothing: nobody can guess a person or a verdict back from one.

Events are thin: ids, states, figures. `detail_url` is relative to the gateway, asks who you are, and logs the read.
Fields may be added, always optional: read tolerantly. Anything else is a new type ([how an event
changes](../upgrade.md#changing-an-event)). A field that is "without" here stays inside the four services.
Who may read a fact decides its topic: [decision 16](../decisions/0016-topics-by-audience.md)."""


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
