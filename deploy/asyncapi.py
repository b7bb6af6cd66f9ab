"""The event catalogue as AsyncAPI 3.0: topics as channels, with their messages, for tools that read such a document.

It is made from the event classes. FastStream's own document would know the topics and one handler that takes a batch,
but no event.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from deploy.topics import INTAKE, READERS
from shared.messaging.envelope import CONTENT_TYPE
from shared.messaging.events import Event, schema_uri, source_of

Described = tuple[str, type[Event], str, str, dict[str, dict[str, Any]]]
"""Service, event, title, when it happens, samples by what they show; the first one shows the usual."""

AUTHORITY = "masohi.example"
"""The authority of examples; each installation has its own (`MASOHI_AUTHORITY`)."""

_TEXT = {"type": "string"}
_REQUIRED = {
    "content-type": {"const": CONTENT_TYPE},
    "ce_specversion": {"const": "1.0"},
    "ce_type": _TEXT,
    "ce_source": {**_TEXT, "format": "uri-reference"},
    "ce_id": {**_TEXT, "description": "With `ce_source` it names the event: what comes twice has the same."},
}
_OPTIONAL = {
    "ce_time": {**_TEXT, "format": "date-time"},
    "ce_subject": {**_TEXT, "description": "The aggregate: the message's key."},
    "ce_sequence": {
        **_TEXT,
        "pattern": "^[0-9]{10}$",
        "description": "Counts the facts of the key on this topic, without gaps.",
    },
    "ce_correlationid": {**_TEXT, "description": "Ties a story together."},
    "ce_causationid": {**_TEXT, "description": "The id of the event that was answered."},
    "ce_dataschema": {**_TEXT, "format": "uri"},
    "ce_traceparent": {**_TEXT, "description": "W3C Trace Context."},
}
_HEADERS = {"type": "object", "properties": {**_REQUIRED, **_OPTIONAL}, "required": sorted(_REQUIRED)}


def document(events: Iterable[Described]) -> str:
    """The whole document as JSON. The same events make the same text."""
    described = list(events)
    topics = sorted({topic for _, event, *_ in described for topic in event.shared_topics()})
    content = {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Masohi",
            "version": "1",
            "description": "Facts on Kafka as CloudEvents 1.0 in binary content mode, and what courts send.",
        },
        "defaultContentType": CONTENT_TYPE,
        "channels": {topic: _channel(topic, described) for topic in topics},
        "operations": dict(_operation(topic, described) for topic in topics),
        "components": {
            "messages": {one[1].type: _message(*one) for one in described if one[1].topic},
            "schemas": {"headers": _HEADERS},
        },
    }
    return json.dumps(content, indent=2, sort_keys=True, ensure_ascii=False) + "\n"


def _channel(topic: str, described: list[Described]) -> dict[str, Any]:
    types = [event.type for _, event, *_ in described if topic in event.shared_topics()]
    configuration = {"cleanup.policy": ["delete"], "retention.ms": -1}
    return {
        "address": topic,
        "description": f"Read by {READERS[topic]}.",
        "messages": {type_: {"$ref": f"#/components/messages/{type_}"} for type_ in types},
        "bindings": {"kafka": {"topic": topic, "topicConfiguration": configuration}},
    }


def _operation(topic: str, described: list[Described]) -> tuple[str, dict[str, Any]]:
    """Seen from Masohi: it receives what lies on the intake, and sends the rest."""
    (service,) = {service for service, event, *_ in described if topic in event.shared_topics()}
    action = "receive" if topic == INTAKE else "send"
    return f"{action}.{topic}", {
        "action": action,
        "channel": {"$ref": f"#/channels/{topic}"},
        "summary": f"{service} {'reads' if action == 'receive' else 'writes'} {topic}",
    }


def _message(
    service: str, event: type[Event], title: str, when: str, samples: dict[str, dict[str, Any]]
) -> dict[str, Any]:
    headers = _example(service.replace("_", "-"), event)
    return {
        "name": event.type,
        "title": title,
        "description": when,
        "contentType": CONTENT_TYPE,
        "headers": {
            "allOf": [{"$ref": "#/components/schemas/headers"}, {"properties": {"ce_type": {"const": event.type}}}]
        },
        "payload": {"$ref": f"schemas/{event.type}.json"},
        "correlationId": {"location": "$message.header#/ce_correlationid"},
        "bindings": {"kafka": {"key": {**_TEXT, "description": f"`{event.key_field}`"}}},
        "examples": [
            {"headers": headers, "payload": sample} | ({"name": what} if what else {})
            for what, sample in samples.items()
        ],
    }


def _example(service: str, event: type[Event]) -> dict[str, str]:
    return {
        "content-type": CONTENT_TYPE,
        "ce_specversion": "1.0",
        "ce_type": event.type,
        "ce_source": "https://court.example" if event.topic == INTAKE else source_of(AUTHORITY, service),
        "ce_id": "0198c000-0000-7000-8000-000000000001",
        "ce_time": "2026-04-09T01:02:03Z",
        "ce_dataschema": schema_uri(AUTHORITY, service, event.type),
    }
