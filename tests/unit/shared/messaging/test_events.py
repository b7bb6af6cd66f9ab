"""The published language: what an event shows the world, and what only the four services see."""

from __future__ import annotations

from uuid import UUID

import pytest
from pydantic import ValidationError

from shared.messaging.events import Event, schema_uri, source_of
from tests.support.tiny import INTERNAL, QUIET, THING, TOPIC, Hidden, Known, Marked, Noted, Whispered


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
    assert not Noted.is_published()
    assert issubclass(Noted, Event)
    assert (Noted.topic, Noted.internal_topic, Noted(thing_id=THING).shared_topic) == (None, None, None)


def test_its_audience_decides_the_topic_of_a_fact_and_nobody_outside_learns_it() -> None:
    loud, quiet = Whispered(thing_id=THING, voice="loud"), Whispered(thing_id=THING, voice="quiet")
    assert (loud.shared_topic, quiet.shared_topic) == (TOPIC, QUIET)
    assert Whispered(thing_id=THING).shared_topic == QUIET, "a fact that says nothing goes where the fewest read"
    assert Whispered.shared_topics() == (TOPIC, QUIET)
    assert loud.public() == quiet.public() == {"thing_id": str(THING)}
    with pytest.raises(KeyError):
        assert Whispered(thing_id=THING, voice="other").shared_topic


def test_a_fact_for_the_four_services_has_no_other_topic() -> None:
    assert Hidden.is_published()
    assert (Hidden.shared_topics(), Hidden.internal_topic) == ((), INTERNAL)


def test_more_than_we_know_is_read_and_less_is_not() -> None:
    assert Marked.parse(b'{"thing_id": "%s", "label": "a", "new": 1}' % str(THING).encode()).label == "a"
    with pytest.raises(ValidationError):
        Marked.parse(b'{"label": "a"}')


def test_an_event_does_not_change() -> None:
    with pytest.raises(ValidationError):
        Marked(thing_id=THING, label="a").label = "b"  # type: ignore[misc]


def test_names_of_topics_and_schemas() -> None:
    assert source_of("masohi.ambon.go.id", "training") == "//masohi.ambon.go.id/training"
    assert schema_uri("masohi.ambon.go.id", "training", "a.b") == "https://masohi.ambon.go.id/training/schemas/a.b/1"
