"""What people and courts may write: no text can break a table, lead to a person, or hide what it is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from services.community_service import justice
from services.community_service.fields import Code, Number
from shared.messaging.events import Event
from shared.texts import without_nik

NIK = "8171010101900001"
INTAKE = (justice.SentencePronounced, justice.SentenceAmended, justice.SentenceRevoked)


def texts(schema: dict[str, Any], defs: dict[str, Any], path: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """The text fields of a JSON Schema that may hold more than one of some given words."""
    if "$ref" in schema:
        yield from texts(defs[schema["$ref"].rpartition("/")[2]], defs, path)
    for inner in (*schema.get("anyOf", ()), *schema.get("prefixItems", ())):
        yield from texts(inner, defs, path)
    for name, inner in schema.get("properties", {}).items():
        yield from texts(inner, defs, f"{path}.{name}")
    if schema.get("type") == "string" and not {"enum", "const", "format"} & set(schema):
        yield path, schema


@pytest.mark.parametrize("event", INTAKE)
def test_no_text_on_the_intake_takes_u0000_and_its_schema_says_so(event: type[Event]) -> None:
    schema = event.model_json_schema()
    found = list(texts(schema, schema.get("$defs", {})))
    assert found
    for path, field in found:
        assert "pattern" in field or r"[\u0000-" in field["not"]["pattern"], path


@pytest.mark.parametrize("kind", [Code, Number])
@pytest.mark.parametrize("text", [NIK, f"a{NIK}", f"pn-{NIK}-1", NIK + "0"])
def test_sixteen_digits_are_no_code_and_no_number(kind: Any, text: str) -> None:
    with pytest.raises(ValidationError, match="may be a NIK"):
        TypeAdapter(kind).validate_python(text)


@pytest.mark.parametrize(("kind", "text"), [(Code, "pn-ambon"), (Code, "7c"), (Number, "123456789012345/Pid.B/2026")])
def test_codes_and_numbers_as_offices_have_them(kind: Any, text: str) -> None:
    assert TypeAdapter(kind).validate_python(text) == text


@pytest.mark.parametrize("id_", ["pn-ambon-2026-0014", "0198c000-0000-7000-8000-000000000001", "202611261000001"])
def test_a_senders_id_is_published_as_it_is(id_: str) -> None:
    assert without_nik(id_) == id_


@pytest.mark.parametrize("digits", [NIK, NIK + "7", "0" + NIK])
def test_but_what_may_be_a_nik_in_it_is_not(digits: str) -> None:
    assert without_nik(f"a-{digits}/1") == "a-…/1"
