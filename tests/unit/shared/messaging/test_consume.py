"""What a service hears, on which topic, and how an unreadable event is named."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from shared.messaging.consume import EventUnreadable, Subscriptions, parse, shared_form, topic_of
from shared.messaging.dead_letters import Record
from shared.messaging.envelope import Envelope
from tests.support.tiny import INTERNAL, STRICT, THING, TOPIC, Known, Marked, Ordered


async def handler(*_: Any) -> None:
    """Does nothing."""


def test_an_event_is_heard_on_its_topic_and_with_internal_fields_on_the_internal_one_only() -> None:
    subscriptions = Subscriptions(handlers={Marked: handler, Known: handler, Ordered: handler})
    assert set(subscriptions.routes) == {(TOPIC, Marked.type), (INTERNAL, Known.type), (STRICT, Ordered.type)}
    assert subscriptions.topics == sorted([TOPIC, INTERNAL, STRICT])


def test_a_service_may_hear_the_internal_topic_without_internal_fields() -> None:
    subscriptions = Subscriptions(handlers={Marked: handler, Known: handler}, without_internal=True)
    assert subscriptions.topics == sorted([TOPIC, INTERNAL])
    heard, _ = subscriptions.routes[INTERNAL, Known.type]
    assert set(heard.model_fields) == {"thing_id"}
    assert heard.parse(b'{"thing_id": "%s"}' % str(THING).encode()).key == str(THING)


def test_the_shared_form_of_an_event_keeps_its_words() -> None:
    shared = shared_form(Known)
    assert (shared.type, shared.topic, shared.key_field) == (Known.type, Known.topic, Known.key_field)
    assert topic_of(shared) == INTERNAL
    assert shared_form(Marked) is Marked


@pytest.mark.parametrize(
    ("data", "why"),
    [(b"", "data: "), (b"[]", "data: "), (b"{}", "thing_id: .*label: "), (b'{"label": "Maria"}', "thing_id")],
)
def test_an_unreadable_event_names_its_fields_but_not_their_values(data: bytes, why: str) -> None:
    with pytest.raises(EventUnreadable, match=why) as caught:
        parse(Marked, Envelope("1", "/x", Marked.type, None, data))
    assert "Maria" not in str(caught.value)


def test_a_readable_event_is_its_class() -> None:
    data = Known(thing_id=THING, person_id=UUID(int=7)).model_dump_json().encode()
    assert parse(Known, Envelope("1", "/x", Known.type, None, data)) == Known(thing_id=THING, person_id=UUID(int=7))


def record(value: bytes | None, *headers: tuple[str, bytes | None]) -> Record:
    return Record("t", 0, 0, None, value, headers)


DIFFERENT = [
    record(None),
    record(b""),
    record(b"a"),
    record(b"a", ("x", b"y")),
    record(b"a", ("x", b"")),
    record(b"a", ("x", None)),
    record(b"a\0x\0y"),
    record(b"", ("x", b"y"), ("z", b"")),
    record(b"", ("x", b"y\0z\0")),
]


def test_messages_that_differ_in_a_byte_have_different_digests() -> None:
    assert len({message.digest for message in DIFFERENT}) == len(DIFFERENT)


def test_the_same_message_has_the_same_digest_wherever_it_lies() -> None:
    again = Record("t", 3, 99, b"key", b"a", [("x", b"y")])
    assert again.digest == record(b"a", ("x", b"y")).digest
