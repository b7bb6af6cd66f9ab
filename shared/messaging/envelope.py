"""CloudEvents 1.0 on Kafka: written in binary content mode, read in binary and structured mode."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import orjson

from shared.context import traceparent

Headers = list[tuple[str, bytes]]

CONTENT_TYPE = "application/json"
_STRUCTURED = "application/cloudevents+json"


_LONGEST = 1_000
"""Bytes of one attribute. `source` and `id` together must fit into an index of Postgres, 2,704 bytes."""
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")


class Malformed(ValueError):
    """The message is no CloudEvent; the text says why. It is never retried."""


class UnreadableBatch(Malformed):
    """What came is not one message but a whole batch that Kafka's reader could not take apart."""


@dataclass(frozen=True, slots=True)
class Envelope:
    """One fact on its way. `sequence` is its version in the stream of `subject`, zero-padded to sort as text."""

    id: str
    source: str
    type: str
    time: datetime | None
    data: bytes
    subject: str | None = None
    dataschema: str | None = None
    correlationid: str | None = None
    causationid: str | None = None
    traceparent: str | None = None
    sequence: str | None = None

    @property
    def version(self) -> int:
        """The version in the stream; 0 where the sender gives none."""
        return int(self.sequence) if self.sequence and self.sequence.isdecimal() else 0


_OPTIONAL = ("subject", "dataschema", "correlationid", "causationid", "traceparent", "sequence")


def type_headers(source: str, type_: str, dataschema: str | None = None) -> Headers:
    """The headers that all events of one type share."""
    headers = [
        ("content-type", CONTENT_TYPE.encode()),
        ("ce_specversion", b"1.0"),
        ("ce_source", source.encode()),
        ("ce_type", type_.encode()),
    ]
    return [*headers, ("ce_dataschema", dataschema.encode())] if dataschema else headers


def rfc3339(moment: datetime) -> str:
    """In UTC, so that the same moment is always the same text."""
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def from_kafka(value: bytes | None, headers: Collection[tuple[str, bytes | None]]) -> Envelope:
    """Reads one Kafka message. Raises Malformed."""
    if any(not name.isascii() and not _is_utf8(name) for name, _ in headers):
        raise Malformed("the name of a header is not UTF-8")
    try:
        attributes = {name.lower(): raw.decode() for name, raw in headers if raw is not None and _ours(name.lower())}
    except UnicodeDecodeError as error:
        raise Malformed("a CloudEvents header is not UTF-8") from error
    if attributes.get("content-type", "").lower().startswith(_STRUCTURED):
        return _structured(value or b"")
    return _read({name[3:]: text for name, text in attributes.items() if name.startswith("ce_")}, value or b"")


def _ours(name: str) -> bool:
    """What other headers hold, such as a tracer's bytes, is the sender's business."""
    return name.startswith("ce_") or name == "content-type"


def _is_utf8(text: str) -> bool:
    """False for what was decoded with `surrogateescape` and holds other bytes."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _structured(value: bytes) -> Envelope:
    try:
        document = orjson.loads(value)
    except orjson.JSONDecodeError as error:
        raise Malformed("the structured event is not JSON") from error
    if not isinstance(document, dict):
        raise Malformed("the structured event is not a JSON object")
    if "data" not in document:
        raise Malformed("the structured event has no data (data_base64 is not read)")
    return _read(document, orjson.dumps(document["data"]))


def _read(attributes: Mapping[str, Any], data: bytes) -> Envelope:
    if attributes.get("specversion") != "1.0":
        raise Malformed(f"not a CloudEvent 1.0: specversion is {attributes.get('specversion')!r}")
    required = {name: attributes.get(name) for name in ("id", "source", "type")}
    missing = [name for name, value in required.items() if not isinstance(value, str) or not value]
    if missing:
        raise Malformed(f"attribute missing: {', '.join(missing)}")
    optional: dict[str, str | None] = {
        name: str(attributes[name]) for name in _OPTIONAL if attributes.get(name) is not None
    }
    optional["traceparent"] = traceparent(optional.get("traceparent"))
    for name, text in (*required.items(), *optional.items()):
        if text is not None:
            _check(name, text)
    return Envelope(time=_time(attributes.get("time")), data=data, **required, **optional)  # type: ignore[arg-type]


def _check(name: str, text: str) -> None:
    """CloudEvents 1.0, type system: no control characters. The limit is ours."""
    if len(text) > _LONGEST or (not text.isascii() and len(text.encode()) > _LONGEST):
        raise Malformed(f"attribute {name} is longer than {_LONGEST} bytes")
    if not text.isprintable() and _CONTROL.search(text):
        raise Malformed(f"attribute {name} has control characters")


def _time(text: Any) -> datetime | None:
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(str(text))
    except ValueError as error:
        raise Malformed("time is not RFC 3339") from error
    if moment.tzinfo is None:
        raise Malformed("time has no offset")
    return moment
