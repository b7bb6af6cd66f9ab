"""Which changes of an event its subscribers would stumble over."""

from __future__ import annotations

from typing import Any

import pytest

from deploy.contracts import bare, broken, today, written

ENUM = {"enum": ["a", "b"], "title": "State", "type": "string"}
SCHEMA: dict[str, Any] = {
    "$id": "https://masohi.example/schemas/shelf/1",
    "title": "Shelf filled",
    "description": "When it is full.",
    "$defs": {"State": ENUM},
    "properties": {
        "title": {"type": "string", "description": "of the shelf"},
        "state": {"$ref": "#/$defs/State", "default": "a"},
        "boards": {"items": {"properties": {"length": {"type": "integer"}}, "required": ["length"]}, "type": "array"},
    },
    "required": ["title", "boards"],
}


def contract(**changes: Any) -> dict[str, Any]:
    return {"a.shelf.filled": {"key": "id", "topics": ["t.v1"], "data": bare(SCHEMA | changes)}}


def field(name: str, schema: dict[str, Any]) -> dict[str, Any]:
    return contract(properties=SCHEMA["properties"] | {name: schema})


def test_words_and_the_place_of_a_definition_are_no_promise() -> None:
    inlined = SCHEMA["properties"] | {"state": {"enum": ["a", "b"], "type": "string", "default": "a"}}
    assert contract() == contract(properties=inlined, title="Filled", description="", required=["boards", "title"])
    assert "title" in contract()["a.shelf.filled"]["data"]["properties"], "a field that is called like a word stays"


def test_an_optional_field_and_another_event_may_come() -> None:
    assert broken(contract(), field("colour", {"type": "string"}) | {"a.shelf.sold": {}}) == []
    board = {"properties": {"length": {"type": "integer"}, "wood": {"type": "string"}}, "required": ["length"]}
    assert broken(contract(), field("boards", {"items": board, "type": "array"})) == []


@pytest.mark.parametrize(
    ("now", "said"),
    [
        ({}, "a.shelf.filled is gone"),
        (contract(properties={}), "a.shelf.filled/data/title is gone"),
        (field("title", {"type": "integer"}), 'a.shelf.filled/data/title/type was "string", is "integer"'),
        (field("state", ENUM | {"enum": ["a", "b", "c"], "default": "a"}), "state/enum was"),
        (contract(required=["title"]), "data/required was"),
        (contract(required=["title", "boards", "state"]), "data/required was"),
        (field("boards", {"items": {}, "type": "array"}), "boards/items/length is gone"),
        (field("title", {"type": "string", "maxLength": 9}), "title/maxLength was null, is 9"),
        ({"a.shelf.filled": contract()["a.shelf.filled"] | {"topics": ["t.v2"]}}, 'topics/0 was "t.v1", is "t.v2"'),
        ({"a.shelf.filled": contract()["a.shelf.filled"] | {"key": "title"}}, 'key was "id", is "title"'),
    ],
    ids=["event", "field", "type", "value", "less", "more", "deeper", "limit", "topic", "key"],
)
def test_anything_else_needs_a_new_type(now: dict[str, Any], said: str) -> None:
    assert said in "\n".join(broken(contract(), now))


def test_every_event_has_a_line_and_its_definitions_in_their_place() -> None:
    assert len(written(today()).splitlines()) == len(today()) + 2
    assert "$ref" not in written(today())
