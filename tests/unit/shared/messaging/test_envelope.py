"""CloudEvents on Kafka: what we write, what we read, and what is no event."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.messaging.envelope import Envelope, Malformed, from_kafka, rfc3339
from tests.support.envelopes import kafka_headers

BINARY = [("ce_specversion", b"1.0"), ("ce_id", b"1"), ("ce_source", b"/court"), ("ce_type", b"a.b.c")]
STRUCTURED = {"specversion": "1.0", "id": "1", "source": "/court", "type": "a.b.c", "data": {"x": 1}}
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


def test_a_moment_is_written_in_utc_whatever_its_offset() -> None:
    ambon = datetime(2026, 2, 9, 9, 0, tzinfo=timezone(timedelta(hours=9)))
    assert rfc3339(ambon) == rfc3339(ambon.astimezone(UTC)) == "2026-02-09T00:00:00Z"


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
        (b"{}", [], "specversion is None"),
        (b"{}", [("ce_specversion", b"0.3")], "'0.3'"),
        (b"{}", BINARY[:1], "id, source, type"),
        (b"{}", [*BINARY[:1], ("ce_id", b""), *BINARY[2:]], "attribute missing: id"),
        (b"{}", [*BINARY, ("ce_time", b"yesterday")], "time is not RFC 3339"),
        (b"{}", [*BINARY, ("ce_time", b"2026-02-09T00:00:00")], "no offset"),
        (b"{}", [*BINARY, ("ce_subject", b"\xff")], "not UTF-8"),
        (b"no json", JSON_EVENT, "not JSON"),
        (None, JSON_EVENT, "not JSON"),
        (b"[]", JSON_EVENT, "not a JSON object"),
        (b"{}", JSON_EVENT, "no data"),
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


@pytest.mark.parametrize(
    ("sequence", "version"), [(None, 0), ("", 0), ("0000000012", 12), ("1.5", 0), ("-1", 0), ("²", 0), ("x", 0)]
)
def test_the_version_is_the_sequence_and_0_where_there_is_none(sequence: str | None, version: int) -> None:
    assert Envelope("1", "/x", "t", None, b"", sequence=sequence).version == version
