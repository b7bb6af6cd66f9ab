"""Reads CloudEvents 1.0 from Kafka, in binary and structured content mode, as foreign producers write them.

https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/bindings/kafka-protocol-binding.md
"""

from __future__ import annotations

import re
from base64 import b64decode
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

import orjson

from shared.context import traceparent
from shared.dates import moment_of
from shared.messaging.envelope import OPTIONAL, Envelope, Malformed

_EVENTS, _STRUCTURED = "application/cloudevents", "application/cloudevents+json"
_LONGEST = 1_000
"""Bytes of one attribute. `source` and `id` together must fit into an index of Postgres, 2,704 bytes."""
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")


def from_kafka(value: bytes | None, headers: Collection[tuple[str, bytes | None]]) -> Envelope:
    """Reads one Kafka message. Raises Malformed, with what could be read nevertheless."""
    attributes, flaw = _attributes(headers)
    kind, data = attributes.pop("content-type", "").lower(), value or b""
    said: Mapping[str, Any] = attributes
    try:
        if kind.startswith(_EVENTS) or not attributes:
            said = _document(data, kind) or attributes
        if said is not attributes:
            data = _data(said)
        return _read(said, data, flaw)
    except Malformed as error:
        raise Malformed(str(error), _readable(said, "id"), _readable(said, "source"), data) from None


def _attributes(headers: Collection[tuple[str, bytes | None]]) -> tuple[dict[str, str], str | None]:
    """The headers that are ours, and what is wrong with one of them. What others hold, such as a tracer's bytes, is the
    sender's business."""
    attributes, flaw = dict[str, str](), None
    for name, raw in headers:
        if not name.isascii() and not _is_utf8(name):
            flaw = "the name of a header is not UTF-8"
        lower = name.lower()
        if raw is None or not (lower.startswith("ce_") or lower == "content-type"):
            continue
        try:
            attributes[lower.removeprefix("ce_")] = raw.decode()
        except UnicodeDecodeError:
            flaw = "a CloudEvents header is not UTF-8"
    return attributes, flaw


def _is_utf8(text: str) -> bool:
    """False for what was decoded with `surrogateescape` and holds other bytes."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _document(value: bytes, kind: str) -> dict[str, Any] | None:
    """A structured event. Some SDKs write no content type: a value that says that it is a CloudEvent is one.

    None where it is none. Raises Malformed where the content type says that it is one."""
    try:
        document = orjson.loads(value)
    except orjson.JSONDecodeError:
        document = None
    if isinstance(document, dict) and (kind.startswith(_STRUCTURED) or "specversion" in document):
        return document
    if kind.startswith(_EVENTS):
        raise Malformed("the structured event is not a JSON object")
    return None


def _data(document: Mapping[str, Any]) -> bytes:
    """The data of a structured event as binary mode carries it."""
    packed = document.get("data_base64")
    if packed is None:
        return orjson.dumps(document["data"]) if "data" in document else b""
    if "data" in document:
        raise Malformed("the structured event has both data and data_base64")
    try:
        return b64decode(packed, validate=True)
    except (TypeError, ValueError):
        raise Malformed("data_base64 is not base64") from None


def _read(attributes: Mapping[str, Any], data: bytes, flaw: str | None) -> Envelope:
    if flaw:
        raise Malformed(flaw)
    if attributes.get("specversion") != "1.0":
        raise Malformed("it is no CloudEvent 1.0: specversion is another one or missing")
    required = {name: attributes.get(name) for name in ("id", "source", "type")}
    if missing := [name for name, value in required.items() if not isinstance(value, str) or not value]:
        raise Malformed(f"attribute missing: {', '.join(missing)}")
    given = {name: attributes[name] for name in OPTIONAL if attributes.get(name) is not None}
    optional: dict[str, str | None] = {name: _text(name, value) for name, value in given.items()}
    optional["traceparent"] = traceparent(optional.get("traceparent"))
    for name, text in (*required.items(), *optional.items()):
        if text is not None and (flaw := _flaw(text)):
            raise Malformed(f"attribute {name} {flaw}")
    return Envelope(time=_time(attributes.get("time")), data=data, **required, **optional)  # type: ignore[arg-type]


def _text(name: str, value: Any) -> str:
    """CloudEvents 1.0, JSON format, section 2.2: an extension may be a number."""
    if isinstance(value, str):
        return value
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    raise Malformed(f"attribute {name} is not text")


def _flaw(text: str) -> str | None:
    """CloudEvents 1.0, type system: no control characters. The limit is ours."""
    if len(text) > _LONGEST or (not text.isascii() and len(text.encode()) > _LONGEST):
        return f"is longer than {_LONGEST} bytes"
    if not text.isprintable() and _CONTROL.search(text):
        return "has control characters"
    return None


def _readable(attributes: Mapping[str, Any], name: str) -> str | None:
    text = attributes.get(name)
    return text if isinstance(text, str) and text and not _flaw(text) else None


def _time(text: Any) -> datetime | None:
    if text is None:
        return None
    try:
        return moment_of(text)
    except (TypeError, ValueError) as error:
        raise Malformed("time is not RFC 3339, as 2026-11-26T10:00:00Z is") from error
