"""An envelope as another system writes it: the relay writes its own headers."""

from __future__ import annotations

from shared.messaging.envelope import Envelope, Headers, rfc3339, type_headers

_OPTIONAL = ("subject", "dataschema", "correlationid", "causationid", "traceparent", "sequence")


def kafka_headers(envelope: Envelope) -> Headers:
    """The `ce_` headers of the Kafka protocol binding, section 3.2."""
    headers = [*type_headers(envelope.source, envelope.type), ("ce_id", envelope.id.encode())]
    if envelope.time is not None:
        headers.append(("ce_time", rfc3339(envelope.time).encode()))
    for name in _OPTIONAL:
        value = getattr(envelope, name)
        if value:
            headers.append((f"ce_{name}", value.encode()))
    return headers
