"""Code, samples and catalogue say the same, and what we write any CloudEvents SDK reads."""

from __future__ import annotations

import importlib
import json
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from cloudevents.core.bindings.kafka import KafkaMessage, from_kafka_event

from deploy.catalogue import LANGUAGES, address, more_samples, published, sample, samples
from deploy.services import SERVICES
from deploy.topics import EVERYBODY, READERS
from shared.messaging.cloudevents import from_kafka
from shared.messaging.envelope import Envelope
from shared.messaging.events import Event, events_of
from shared.messaging.schemas import described, schema
from tests.support.envelopes import kafka_headers

EVENTS = [pytest.param(language, event, id=event.type) for language in LANGUAGES for event in published(language)]
PERSONAL = re.compile(r"(^|_)(name|nik|birth|birth_date|offence|register_number|phone|email|signatory)($|_)")
PUBLIC_NAMES = {"agreements.organisation.registered", "agreements.organisation.updated"}


@pytest.mark.parametrize(("language", "event"), EVENTS)
def test_every_event_has_a_sample_that_fits_its_class_and_schema(language: str, event: type[Event]) -> None:
    data = json.loads(sample(language, event).read_text())
    jsonschema.validate(data, schema(event, address(language, event)), format_checker=jsonschema.FormatChecker())
    internal = json.loads(_internal_sample(language, event).read_text()) if event.internal_fields else data
    parsed = event.parse(json.dumps(internal).encode())
    assert parsed.public() == data
    assert {**parsed.public(), **(parsed.internal() or {})} == internal


@pytest.mark.parametrize(
    ("language", "event", "path"),
    [
        pytest.param(language, event, path, id=path.stem)
        for language in LANGUAGES
        for event in published(language)
        for path in more_samples(language, event).values()
    ],
)
def test_further_samples_fit_too(language: str, event: type[Event], path: Path) -> None:
    assert not event.internal_fields
    data = json.loads(path.read_text())
    jsonschema.validate(data, schema(event, address(language, event)), format_checker=jsonschema.FormatChecker())
    assert event.parse(json.dumps(data).encode()).public() == data


def _internal_sample(language: str, event: type[Event]) -> Path:
    return sample(language, event).with_suffix(".internal.json")


@pytest.mark.parametrize("folder", sorted({samples(language) for language in LANGUAGES}), ids=str)
def test_no_sample_without_its_event(folder: Path) -> None:
    events = [(each, event) for each in LANGUAGES if samples(each) == folder for event in published(each)]
    wanted = {sample(language, event) for language, event in events}
    wanted |= {_internal_sample(language, event) for language, event in events if event.internal_fields}
    wanted |= {path for language, event in events for path in more_samples(language, event).values()}
    assert set(folder.glob("*.json")) == wanted


@pytest.mark.parametrize(("language", "event"), EVENTS)
def test_every_event_says_what_it_is_and_when_it_happens(language: str, event: type[Event]) -> None:
    title, when = described(event)
    assert title
    assert when
    assert event.key_field in event.model_fields
    assert event.key_field not in event.internal_fields


OURS = [parameter for parameter in EVENTS if parameter.values[0] != "justice"]


@pytest.mark.parametrize(("language", "event"), OURS)
def test_nothing_personal_is_public(language: str, event: type[Event]) -> None:
    public = set(event.model_fields) - event.internal_fields
    assert "person_id" not in public
    if event.type not in PUBLIC_NAMES:
        assert not [name for name in public if PERSONAL.search(name)]


FOR_EVERYBODY = {
    "agreements": "*",
    "training": {
        *(f"training.programme.{verb}" for verb in ("opened", "amended", "suspended", "decided", "closed")),
        *(
            f"training.equipment.{verb}"
            for verb in ("lent", "returned", "damaged", "missing", "lost", "found", "overdue")
        ),
        # Goods of an institution: no maker, no buyer, and no goods of children, who make none.
        *(f"training.product.{verb}" for verb in ("listed", "unlisted", "sold", "returned")),
        # Ids of facts: they mean nothing to who may not read those.
        "training.journal.restored",
    },
    "community_service": {
        *(f"community-service.site.{verb}" for verb in ("opened", "suspended", "closed")),
        "community-service.journal.sealed",
        "community-service.journal.restored",
        "community-service.calendar.decreed",
    },
    "notifications": {
        *(f"notifications.circular.{verb}" for verb in ("published", "acknowledged", "overdue")),
        "notifications.journal.restored",
    },
}


@pytest.mark.parametrize("language", FOR_EVERYBODY)
def test_only_facts_about_institutions_are_for_every_agency(language: str) -> None:
    """A type is added here only after somebody has asked whom it may give away."""
    every = {event.type for event in published(language)}
    found = {e.type for e in published(language) if any(READERS[t] == EVERYBODY for t in e.shared_topics())}
    assert found == (every if FOR_EVERYBODY[language] == "*" else FOR_EVERYBODY[language])


@pytest.mark.parametrize(("language", "event"), EVENTS)
def test_an_audience_is_never_for_everybody_and_defaults_to_the_fewest(language: str, event: type[Event]) -> None:
    if not isinstance(event.topic, dict):
        return
    assert event.audience_field
    assert not [topic for topic in event.shared_topics() if READERS[topic] == EVERYBODY]
    assert "children" in event.topic[event.model_fields[event.audience_field].default]


@pytest.mark.parametrize(("language", "event"), EVENTS)
def test_the_cloudevents_sdk_reads_what_we_write_and_we_read_it_back(language: str, event: type[Event]) -> None:
    value = sample(language, event).read_bytes()
    written = Envelope(
        id="1",
        source=f"/{language}",
        type=event.type,
        time=datetime(2026, 2, 9, 1, 2, 3, tzinfo=UTC),
        data=value,
        subject="key",
        dataschema=address(language, event),
        correlationid="story",
        sequence="0000000007",
    )
    read = from_kafka_event(KafkaMessage(headers=dict(kafka_headers(written)), key=b"key", value=value))
    assert (read.get_id(), read.get_type(), read.get_subject()) == ("1", event.type, "key")
    assert read.get_dataschema() == address(language, event)
    assert read.get_extension("sequence") == "0000000007"
    assert read.get_data() == json.loads(value)
    assert from_kafka(value, kafka_headers(written)) == written


def test_types_are_unique_and_named_after_their_service() -> None:
    types: list[str] = [event.type for language in LANGUAGES for event in published(language)]
    assert len(types) == len(set(types))
    for language in LANGUAGES:
        for event in published(language):
            assert event.type.startswith(language.replace("_", "-") + ".")


def test_an_event_without_a_topic_is_a_record() -> None:
    for service in SERVICES:
        module: Any = importlib.import_module(f"services.{service}.events")
        for event in events_of(module):
            assert event.is_published() != (".record." in event.type), event.type
