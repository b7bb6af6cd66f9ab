"""The published language: what an event shows the world, and what only the four services see."""

from __future__ import annotations

from uuid import UUID

import pytest
from pydantic import ValidationError

from shared.messaging.events import Event, internal_topic, schema_uri
from tests.support.tiny import THING, Known, Marked, Noted


def test_an_event_knows_its_type_topic_and_key() -> None:
    event = Marked(thing_id=THING, label="a")
    assert (event.type, event.topic, event.key) == ("tiny.thing.marked", "masohi.tiny.v1", str(THING))
    assert event.public() == {"thing_id": str(THING), "label": "a", "detail_url": f"/agreements/things/{THING}"}
    assert event.internal() is None


def test_an_internal_field_is_absent_in_public_and_alone_in_internal() -> None:
    event = Known(thing_id=THING, person_id=UUID(int=7))
    assert event.public() == {"thing_id": str(THING)}
    assert event.internal() == {"person_id": str(UUID(int=7))}
    assert Known.internal_fields == {"person_id"}


def test_an_event_without_a_topic_is_for_the_record() -> None:
    assert Noted.topic == ""
    assert issubclass(Noted, Event)


def test_more_than_we_know_is_read_and_less_is_not() -> None:
    assert Marked.parse(b'{"thing_id": "%s", "label": "a", "new": 1}' % str(THING).encode()).label == "a"
    with pytest.raises(ValidationError):
        Marked.parse(b'{"label": "a"}')


def test_an_event_does_not_change() -> None:
    with pytest.raises(ValidationError):
        Marked(thing_id=THING, label="a").label = "b"  # type: ignore[misc]


def test_names_of_topics_and_schemas() -> None:
    assert internal_topic("masohi.training.v1") == "masohi.training.internal.v1"
    assert schema_uri("a.b") == "urn:masohi:schema:a.b:1"
