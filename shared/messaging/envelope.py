"""CloudEvents 1.0 on Kafka: one event on its way, and the headers that we write. `cloudevents` reads them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

Headers = list[tuple[str, bytes]]

CONTENT_TYPE = "application/json"


class Malformed(ValueError):
    """The message is no CloudEvent; the text says why and quotes nothing of it. It is never retried.

    `id`, `source` and `data` are what could be read nevertheless: its sender is answered by them.
    """

    def __init__(self, why: str, id: str | None = None, source: str | None = None, data: bytes | None = None) -> None:
        super().__init__(why)
        self.id, self.source, self.data = id, source, data


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


OPTIONAL = ("subject", "dataschema", "correlationid", "causationid", "traceparent", "sequence")


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
