"""CloudEvents on Kafka as foreign producers write them: what is read, what is no event, and what is said of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import orjson
import pytest
from cloudevents.core.bindings import kafka
from cloudevents.core.v1 import event as core
from cloudevents.v1.http import CloudEvent
from cloudevents.v1.kafka import conversion
from hypothesis import given
from hypothesis import strategies as st

from shared.messaging.cloudevents import from_kafka
from shared.messaging.envelope import Envelope, Malformed
from tests.support.envelopes import kafka_headers

BINARY = [("ce_specversion", b"1.0"), ("ce_id", b"1"), ("ce_source", b"/court"), ("ce_type", b"a.b.c")]
STRUCTURED = {"specversion": "1.0", "id": "1", "source": "/court", "type": "a.b.c", "data": {"x": 1}}
WITHOUT_DATA = {name: value for name, value in STRUCTURED.items() if name != "data"}
JSON_EVENT = [("content-type", b"application/cloudevents+json; charset=utf-8")]

TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"

texts = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), min_size=1, max_size=40)


@given(
    st.builds(
        Envelope,
        id=texts,
        source=texts,
        type=texts,
        time=st.none() | st.datetimes(timezones=st.just(UTC)),
        data=st.binary(),
        subject=st.none() | texts,
        correlationid=st.none() | texts,
        causationid=st.none() | texts,
        traceparent=st.none() | st.just(TRACE),
        sequence=st.none() | texts,
    )
)
def test_what_is_written_is_read_back(envelope: Envelope) -> None:
    assert from_kafka(envelope.data, kafka_headers(envelope)) == envelope


def test_optional_attributes_that_are_not_set_are_not_sent() -> None:
    names = {name for name, _ in kafka_headers(Envelope(id="1", source="/x", type="t", time=None, data=b""))}
    assert names == {"content-type", "ce_specversion", "ce_id", "ce_source", "ce_type"}


def test_header_names_are_read_in_any_case_and_null_values_are_passed_over() -> None:
    headers = [(name.upper(), value) for name, value in BINARY]
    assert from_kafka(b"{}", [*headers, ("ce_subject", None), ("other", None)]).subject is None


def test_a_null_value_is_an_event_without_data() -> None:
    assert from_kafka(None, BINARY).data == b""


def test_structured_mode_is_read() -> None:
    event = from_kafka(orjson.dumps({**STRUCTURED, "time": "2026-02-09T09:00:00+09:00"}), JSON_EVENT)
    assert (event.id, event.source, event.type, orjson.loads(event.data)) == ("1", "/court", "a.b.c", {"x": 1})
    assert event.time == datetime(2026, 2, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "headers", "why"),
    [
        (b"{}", [], "specversion is another one or missing"),
        (b"{}", [("ce_specversion", b"0.3")], "specversion is another one"),
        (b'{"specversion":"0.3"}', [], "specversion is another one"),
        (b"{}", BINARY[:1], "id, source, type"),
        (b"{}", [*BINARY[:1], ("ce_id", b""), *BINARY[2:]], "attribute missing: id"),
        (b"{}", [*BINARY, ("ce_time", b"yesterday")], "time is not RFC 3339"),
        (b"{}", [*BINARY, ("ce_time", b"2026-02-09T00:00:00")], "time is not RFC 3339"),
        (b"{}", [*BINARY, ("ce_subject", b"\xff")], "not UTF-8"),
        (b"no json", JSON_EVENT, "not a JSON object"),
        (None, JSON_EVENT, "not a JSON object"),
        (b"[]", JSON_EVENT, "not a JSON object"),
        (b"{}", JSON_EVENT, "specversion"),
        (b"\x02avro", [("content-type", b"application/cloudevents+avro")], "not a JSON object"),
        (orjson.dumps({**STRUCTURED, "data_base64": "e30="}), JSON_EVENT, "both data and data_base64"),
        (orjson.dumps({**WITHOUT_DATA, "data_base64": "e3"}), JSON_EVENT, "not base64"),
        (orjson.dumps({**WITHOUT_DATA, "data_base64": 7}), JSON_EVENT, "not base64"),
        (orjson.dumps({**STRUCTURED, "time": 1_795_651_200}), JSON_EVENT, "time is not RFC 3339"),
        (orjson.dumps({**STRUCTURED, "subject": ["a"]}), JSON_EVENT, "subject is not text"),
        (orjson.dumps({**STRUCTURED, "subject": True}), JSON_EVENT, "subject is not text"),
        (orjson.dumps({**STRUCTURED, "id": 7}), JSON_EVENT, "attribute missing: id"),
        (b"{}", [*BINARY, ("caf\udce9", b"x")], "name of a header is not UTF-8"),
        (b"{}", [*BINARY, ("ce_correlationid", b"x" * 1_001)], "correlationid is longer"),
        (b"{}", [*BINARY, ("ce_subject", "é".encode() * 501)], "subject is longer"),
        (b"{}", [*BINARY[:1], ("ce_id", b"a\0b"), *BINARY[2:]], "id has control characters"),
        (orjson.dumps({**STRUCTURED, "source": "/a\x9f"}), JSON_EVENT, "source has control characters"),
    ],
)
def test_what_is_no_event_is_malformed(value: bytes | None, headers: list[tuple[str, bytes]], why: str) -> None:
    with pytest.raises(Malformed, match=why):
        from_kafka(value, headers)


def test_an_attribute_may_be_as_long_as_the_limit_and_a_header_may_be_named_in_any_language() -> None:
    event = from_kafka(b"{}", [*BINARY, ("ce_subject", "é".encode() * 500), ("café", b"x")])
    assert event.subject == "é" * 500


@pytest.mark.parametrize("trace", [b"", b"x", TRACE.upper().encode(), TRACE.encode() + b"\n", b"x" * 5_000])
def test_a_trace_that_is_none_is_left_out(trace: bytes) -> None:
    assert from_kafka(b"{}", [*BINARY, ("ce_traceparent", trace)]).traceparent is None
    assert from_kafka(b"{}", [*BINARY, ("ce_traceparent", TRACE.encode())]).traceparent == TRACE


def test_what_other_headers_hold_is_the_senders_business() -> None:
    assert from_kafka(b"{}", [*BINARY, ("x-trace", b"\xff\xfe")]).id == from_kafka(b"{}", BINARY).id


SDK_1 = CloudEvent.create(
    WITHOUT_DATA | {"time": "2026-02-09T00:00:00+00:00", "datacontenttype": "application/json"}, {"x": 1}
)


@pytest.mark.parametrize(
    "message",
    [
        conversion.to_structured(SDK_1),
        conversion.to_structured(SDK_1, data_marshaller=orjson.dumps),
        conversion.to_binary(SDK_1),
        kafka.to_structured_event(core.CloudEvent(WITHOUT_DATA | {"time": datetime(2026, 2, 9, tzinfo=UTC)}, {"x": 1})),
    ],
    ids=["first SDK, structured without content type", "first SDK, data as base64", "first SDK, binary", "second SDK"],
)
def test_what_the_official_sdk_writes_is_read(message: Any) -> None:
    event = from_kafka(message.value, list(message.headers.items()))
    assert (event.id, event.source, event.type, orjson.loads(event.data)) == ("1", "/court", "a.b.c", {"x": 1})
    assert event.time == datetime(2026, 2, 9, tzinfo=UTC)


def test_an_event_without_data_is_an_event_in_both_modes() -> None:
    assert from_kafka(orjson.dumps(WITHOUT_DATA), JSON_EVENT).data == from_kafka(None, BINARY).data == b""


def test_a_header_says_that_it_is_binary_whatever_its_data_looks_like() -> None:
    assert from_kafka(orjson.dumps({**STRUCTURED, "id": "inner"}), BINARY).id == "1"


def with_header(name: str, value: bytes) -> list[tuple[str, bytes]]:
    return [*((n, v) for n, v in BINARY if n != name), (name, value)]


@pytest.mark.parametrize(
    ("value", "headers"),
    [
        (b"{}", with_header("ce_specversion", b"0.3")),
        (b"{}", with_header("ce_time", b"yesterday")),
        (b"{}", with_header("ce_type", b"\xff")),
        (b"{}", with_header("ce_type", b"")),
        (b"{}", [*BINARY, ("caf\udce9", b"x")]),
        (b"{}", [*BINARY, ("ce_subject", b"a\0")]),
        (b"{}", [*BINARY, ("ce_correlationid", b"x" * 9_000)]),
        (b"no json", [*BINARY, ("content-type", b"application/cloudevents+json")]),
        (orjson.dumps({**STRUCTURED, "time": "yesterday"}), []),
        (orjson.dumps({**STRUCTURED, "type": 7}), JSON_EVENT),
        (orjson.dumps({**STRUCTURED, "data_base64": "e3"}), JSON_EVENT),
        (orjson.dumps(STRUCTURED), [*JSON_EVENT, ("caf\udce9", b"x")]),
    ],
)
def test_what_is_no_event_still_says_whose_it_is(value: bytes, headers: list[tuple[str, bytes]]) -> None:
    with pytest.raises(Malformed) as error:
        from_kafka(value, headers)
    assert (error.value.id, error.value.source) == ("1", "/court")


@pytest.mark.parametrize("id_", [b"", b"a\0b", b"x" * 9_000, b"\xff"])
def test_an_id_that_nobody_could_read_back_is_not_said(id_: bytes) -> None:
    with pytest.raises(Malformed) as error:
        from_kafka(b"{}", with_header("ce_id", id_))
    assert (error.value.id, error.value.source) == (None, "/court")


SECRET = "8171010101900001"


@given(
    st.dictionaries(
        st.sampled_from(["specversion", "id", "source", "type", "time", "subject", "data", "data_base64"]),
        st.sampled_from([SECRET, SECRET + "\0", SECRET * 99, int(SECRET), [SECRET], {SECRET: SECRET}, "1.0", "1"]),
    )
)
def test_the_reason_quotes_nothing(document: Mapping[str, Any]) -> None:
    for value, headers in (
        (orjson.dumps(document), JSON_EVENT),
        (b"", [(f"ce_{name}", str(said).encode()) for name, said in document.items()]),
    ):
        assert SECRET not in said_of(value, headers)


def said_of(value: bytes, headers: list[tuple[str, bytes]]) -> str:
    try:
        from_kafka(value, headers)
    except Malformed as error:
        return str(error)
    return ""
