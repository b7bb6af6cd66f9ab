"""The AsyncAPI document holds every event once, on its topic, and fits FastStream's model of AsyncAPI 3.0."""

from __future__ import annotations

import json
from typing import Any

import jsonschema
import pytest
from faststream.specification.asyncapi.v3_0_0.schema import ApplicationSchema

from deploy import catalogue
from deploy.topics import INTAKE
from shared.messaging.events import Event

FILE = catalogue.FOLDER / "asyncapi.json"
EVENTS = [
    pytest.param(event, id=event.type)
    for language in catalogue.LANGUAGES
    for event in catalogue.published(language)
    if event.shared_topics()
]


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    return dict(json.loads(dict(catalogue.files())[FILE]))


def test_it_is_asyncapi_3(document: dict[str, Any]) -> None:
    parsed = ApplicationSchema.model_validate(document)
    assert parsed.asyncapi == "3.0.0"
    assert set(parsed.channels) == {topic for event in EVENTS for topic in event.values[0].shared_topics()}  # type: ignore[union-attr]


def test_the_same_code_makes_the_same_text() -> None:
    assert dict(catalogue.files())[FILE] == dict(catalogue.files())[FILE]


@pytest.mark.parametrize("event", EVENTS)
def test_every_event_is_on_its_topic_with_schema_and_example(event: type[Event], document: dict[str, Any]) -> None:
    message = document["components"]["messages"][event.type]
    holding = [topic for topic, channel in document["channels"].items() if event.type in channel["messages"]]
    assert sorted(holding) == sorted(event.shared_topics())
    schema = json.loads((FILE.parent / message["payload"]["$ref"]).read_text())
    assert schema["title"] == message["title"]
    example, *_ = message["examples"]
    headers = {**message["headers"], "components": document["components"]}
    for each in message["examples"]:
        jsonschema.validate(each["payload"], schema)
        jsonschema.validate(each["headers"], headers)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**example["headers"], "ce_type": "another"}, headers)


def test_masohi_receives_the_intake_and_sends_the_rest(document: dict[str, Any]) -> None:
    actions = {o["channel"]["$ref"].rpartition("/")[2]: o["action"] for o in document["operations"].values()}
    assert set(actions) == set(document["channels"])
    assert {topic for topic, action in actions.items() if action == "receive"} == {INTAKE}
