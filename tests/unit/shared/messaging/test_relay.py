"""From a row of the journal to the messages on Kafka; and what counts as published when some sends fail."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import orjson
import pytest
from aiokafka.errors import KafkaError, KafkaTimeoutError, MessageSizeTooLargeError

from shared.messaging.cloudevents import from_kafka
from shared.messaging.envelope import Envelope
from shared.messaging.relay import Relay, _merge
from tests.support.envelopes import kafka_headers


def row(position: int, key: str = "k", **changes: Any) -> dict[str, Any]:
    row_data = {
        "position": position,
        "event_id": UUID(int=position),
        "type": "tiny.thing.marked",
        "topic": "masohi.tiny.v1",
        "internal_topic": None,
        "key": key,
        "sequence": position,
        "internal_sequence": position + 1,
        "data": '{"label":"a"}',
        "internal": None,
        "occurred_at": datetime(2026, 2, 9, tzinfo=UTC),
        "correlation_id": "story",
        "causation_id": None,
        "traceparent": None,
    }
    return row_data | changes


class Outbox:
    """Stands for the connection: what is deleted is published."""

    def __init__(self) -> None:
        self.deleted: list[int] = []

    async def execute(self, _query: str, positions: list[int]) -> None:
        self.deleted += positions


class Producer:
    """Stands for Kafka: the messages it took, and what it answers to each."""

    def __init__(self, *answers: Any) -> None:
        self.answers, self.sent = list(answers), []  # type: ignore[var-annotated]

    async def send(self, *message: Any) -> asyncio.Future[object]:
        answer = self.answers.pop(0) if self.answers else "ok"
        if isinstance(answer, MessageSizeTooLargeError):
            raise answer
        self.sent.append(message)
        future: asyncio.Future[object] = asyncio.get_running_loop().create_future()
        if isinstance(answer, Exception):
            future.set_exception(answer)
        elif answer == "cancelled":
            future.cancel()
        elif answer != "silent":
            future.set_result(answer)
        return future


@pytest.fixture
def relay() -> Relay:
    return Relay(None, None, authority="masohi.test", service="tiny", batch=10)  # type: ignore[arg-type]


async def settle(relay: Relay, producer: Producer, *rows: dict[str, Any]) -> tuple[Outbox, int]:
    outbox = Outbox()
    return outbox, await relay._settle(outbox, await relay._send(producer, rows))  # type: ignore[arg-type]


def test_a_fact_is_one_message_on_its_topic_with_its_key(relay: Relay) -> None:
    ((topic, value, key, _, _, headers),) = relay._messages(row(7))  # type: ignore[arg-type]
    event = from_kafka(value, headers)
    assert (topic, value, key) == ("masohi.tiny.v1", b'{"label":"a"}', b"k")
    assert (event.id, event.source, event.type, event.subject) == (
        str(UUID(int=7)),
        "//masohi.test/tiny",
        "tiny.thing.marked",
        "k",
    )
    assert (event.sequence, event.version, event.correlationid) == ("0000000007", 7, "story")


@pytest.mark.parametrize("cause", [None, "cause"])
@pytest.mark.parametrize("trace", [None, "00-trace"])
def test_its_headers_are_those_of_the_envelope(relay: Relay, cause: str | None, trace: str | None) -> None:
    row_data = row(7, causation_id=cause, traceparent=trace)
    envelope = Envelope(
        id=str(UUID(int=7)),
        source="//masohi.test/tiny",
        type=row_data["type"],
        time=row_data["occurred_at"],
        data=b"",
        subject="k",
        dataschema="https://masohi.test/tiny/schemas/tiny.thing.marked/1",
        correlationid="story",
        causationid=cause,
        traceparent=trace,
        sequence="0000000007",
    )
    ((*_, headers),) = relay._messages(row_data)  # type: ignore[arg-type]
    assert sorted(headers) == sorted(kafka_headers(envelope))


INTERNAL = "masohi.tiny.internal.v1"


def test_a_fact_with_internal_fields_goes_to_the_internal_topic_too_with_the_same_id(relay: Relay) -> None:
    fact = row(7, internal='{"person_id":"p"}', internal_topic=INTERNAL)
    shared, internal = relay._messages(fact)  # type: ignore[arg-type]
    assert (shared[0], orjson.loads(shared[1])) == ("masohi.tiny.v1", {"label": "a"})
    assert (internal[0], orjson.loads(internal[1])) == ("masohi.tiny.internal.v1", {"label": "a", "person_id": "p"})
    assert from_kafka(shared[1], shared[5]).id == from_kafka(internal[1], internal[5]).id
    assert [from_kafka(m[1], m[5]).version for m in (shared, internal)] == [7, 8], "each topic has its own numbers"


def test_a_fact_for_the_four_services_goes_nowhere_else(relay: Relay) -> None:
    fact = row(7, topic=None, internal_topic=INTERNAL, internal='{"place":"p"}')
    ((topic, value, *_),) = relay._messages(fact)  # type: ignore[arg-type]
    assert (topic, orjson.loads(value)) == (INTERNAL, {"label": "a", "place": "p"})


@pytest.mark.parametrize(
    ("public", "internal"),
    [({}, {}), ({"a": 1}, {}), ({}, {"b": 2}), ({"a": {}}, {"b": [1]}), ({"a": "}"}, {"b": "{"})],
)
def test_two_objects_become_one(public: dict[str, Any], internal: dict[str, Any]) -> None:
    assert orjson.loads(_merge(orjson.dumps(public), orjson.dumps(internal))) == {**public, **internal}


async def test_what_is_acknowledged_leaves_the_outbox(relay: Relay) -> None:
    outbox, done = await settle(relay, Producer(), row(1), row(2, "l"))
    assert (outbox.deleted, done) == ([1, 2], 2)


async def test_after_a_failure_nothing_later_of_the_same_key_counts_as_published(relay: Relay) -> None:
    outbox = Outbox()
    sending = await relay._send(Producer("ok", KafkaTimeoutError(), "ok", "ok"), [row(1), row(2), row(3, "l"), row(4)])  # type: ignore[list-item]
    with pytest.raises(KafkaTimeoutError):
        await relay._settle(outbox, sending)  # type: ignore[arg-type]
    assert outbox.deleted == [1, 3]


async def test_a_fact_counts_only_when_both_its_messages_are_acknowledged(relay: Relay) -> None:
    outbox = Outbox()
    sending = await relay._send(Producer("ok", KafkaTimeoutError()), [row(1, internal="{}", internal_topic=INTERNAL)])  # type: ignore[list-item]
    with pytest.raises(KafkaTimeoutError):
        await relay._settle(outbox, sending)  # type: ignore[arg-type]
    assert outbox.deleted == []


async def test_a_send_without_an_answer_is_no_acknowledgement(relay: Relay) -> None:
    outbox = Outbox()
    sending = await relay._send(Producer("silent", KafkaTimeoutError()), [row(1), row(2, "l")])  # type: ignore[list-item]
    with pytest.raises(KafkaTimeoutError):
        await relay._settle(outbox, sending)  # type: ignore[arg-type]
    assert outbox.deleted == []


async def test_a_cancelled_send_is_a_failure_too(relay: Relay) -> None:
    outbox = Outbox()
    sending = await relay._send(Producer("cancelled", "ok"), [row(1), row(2, "l")])  # type: ignore[list-item]
    with pytest.raises(KafkaError):
        await relay._settle(outbox, sending)  # type: ignore[arg-type]
    assert outbox.deleted == [2]


async def test_a_fact_too_large_for_kafka_stops_its_key_and_no_other(relay: Relay) -> None:
    producer = Producer(MessageSizeTooLargeError())
    outbox, done = await settle(relay, producer, row(1), row(2), row(3, "l"))
    assert (outbox.deleted, done) == ([3], 1)
    assert [message[2] for message in producer.sent] == [b"l"]
