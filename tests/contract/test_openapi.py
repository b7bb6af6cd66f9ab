"""What the OpenAPI documents of the four services promise on every route, and that real answers keep it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import jsonschema
import pytest
from fastapi.openapi.models import OpenAPI

from deploy.services import SERVICES
from shared.edge.problems import MEDIA_TYPE
from tests.contract.test_routes import ALL, APPS, SIGN_ON, Endpoint

Json = dict[str, Any]

DOCUMENTS: dict[str, Json] = {service: app.openapi() for service, app in APPS.items()}
DESCRIBED = [endpoint for endpoint in ALL if endpoint.path in DOCUMENTS[endpoint.service]["paths"]]
OPERATIONS = [pytest.param(endpoint, id=f"{endpoint.method} {endpoint.path}") for endpoint in DESCRIBED]
UNKEYED = {"replay_dead_letter", "move_clock", "check_verdict"}


def operation(endpoint: Endpoint) -> Json:
    found: Json = DOCUMENTS[endpoint.service]["paths"][endpoint.path][endpoint.method.lower()]
    return found


def resolved(endpoint: Endpoint, part: Json) -> Json:
    """What a part says, or what its `$ref` leads to."""
    if "$ref" not in part:
        return part
    _, section, name = part["$ref"].removeprefix("#/").split("/")
    found: Json = DOCUMENTS[endpoint.service]["components"][section][name]
    return found


def headers(endpoint: Endpoint) -> set[str]:
    parameters = [resolved(endpoint, each) for each in operation(endpoint)["parameters"]]
    return {each["name"] for each in parameters if each["in"] == "header"}


def refs(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        yield from (value for name, value in part.items() if name == "$ref")
    for each in part.values() if isinstance(part, dict) else part if isinstance(part, list) else ():
        yield from refs(each)


@pytest.mark.parametrize("service", SERVICES)
def test_it_is_openapi_3_1_and_every_schema_is_json_schema(service: str) -> None:
    document = DOCUMENTS[service]
    assert OpenAPI.model_validate(document).openapi.startswith("3.1")
    for schema in document["components"]["schemas"].values():
        jsonschema.Draft202012Validator.check_schema(schema)
    for ref in set(refs(document)):
        part: Any = document
        for name in ref.removeprefix("#/").split("/"):
            part = part[name]


@pytest.mark.parametrize("service", SERVICES)
def test_an_operation_has_a_name_of_its_own(service: str) -> None:
    names = [operation(endpoint)["operationId"] for endpoint in DESCRIBED if endpoint.service == service]
    assert sorted(names) == sorted(set(names))
    assert [name for name in names if not re.fullmatch("[a-z]+(_[a-z]+)*", name)] == []


@pytest.mark.parametrize("service", SERVICES)
def test_only_pages_and_the_document_itself_are_left_out(service: str) -> None:
    mine = {endpoint for endpoint in ALL if endpoint.service == service and not endpoint.is_page}
    left_out = {endpoint.path for endpoint in mine if endpoint not in DESCRIBED}
    prefix = f"/{service.replace('_', '-')}"
    own = {f"{prefix}/openapi.json", f"{prefix}/docs", f"{prefix}/docs/{{asset}}"}
    fields = {"community_service": {f"{prefix}/reports"}, "training": {f"{prefix}/certificates"}}
    pages = {f"{prefix}{path}" for path in SIGN_ON if "/desk/" not in path}
    assert left_out == own | pages | fields.get(service, set())


@pytest.mark.parametrize("endpoint", OPERATIONS)
def test_who_may_call_is_said(endpoint: Endpoint) -> None:
    said, responses = operation(endpoint), operation(endpoint)["responses"]
    assert said["tags"]
    assert said["security"] == ([] if endpoint.is_open else [{"bearer": []}])
    assert [status in responses for status in ("401", "403")] == [not endpoint.is_open] * 2
    if not endpoint.is_open and endpoint.roles != ("*",):
        assert all(role in said["description"] for role in endpoint.roles or ())


@pytest.mark.parametrize("endpoint", OPERATIONS)
def test_every_error_is_a_problem_document(endpoint: Endpoint) -> None:
    for status, response in operation(endpoint)["responses"].items():
        content = resolved(endpoint, response).get("content", {})
        if status >= "400" and endpoint.path != "/health/ready":
            assert content == {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
        elif status not in {"204", "304"}:
            assert content, "an answer has a media type"
            assert all(each.get("schema") for type_, each in content.items() if type_ != "application/pdf")


@pytest.mark.parametrize("endpoint", OPERATIONS)
def test_what_can_go_wrong_follows_from_the_route(endpoint: Endpoint) -> None:
    said = operation(endpoint)
    responses, names, acts = said["responses"], headers(endpoint), endpoint.method != "GET"
    if "requestBody" in said:
        assert {"400", "413", "422"} <= set(responses)
    if "{" in endpoint.path:
        assert "404" in responses
    if acts:
        assert "409" in responses
    assert ("If-Match" in names) == ("412" in responses) == (acts and "{" in endpoint.path)
    assert ("If-None-Match" in names) == ("304" in responses)
    assert ("Idempotency-Key" in names) == (acts and said["operationId"] not in UNKEYED)
    assert ("503" in responses) == (said["tags"] != ["platform"] or endpoint.path == "/health/ready")


@pytest.mark.parametrize("endpoint", OPERATIONS)
def test_no_parameter_is_null(endpoint: Endpoint) -> None:
    schemas = [resolved(endpoint, each)["schema"] for each in operation(endpoint)["parameters"]]
    assert [each for each in schemas if {"type": "null"} in each.get("anyOf", ())] == []


UNUSUAL = {
    ("GET", "/community-service/journal/verification"): {"404", "409"},
    ("GET", "/community-service/journal/{key}/proof"): {"404", "409"},
    ("GET", "/community-service/sentences/{sentence_id}/person"): {"404", "409"},
    ("GET", "/community-service/sentences/{sentence_id}/reports/{name}"): {"404", "409"},
    ("GET", "/notifications/inbox"): {"404"},
    ("GET", "/training/programmes"): set[str](),
    ("POST", "/community-service/placements"): {"404", "409"},
    ("POST", "/agreements/organisations"): {"409"},
}
"""What does not follow from method and path: a read that journals, a body that names a record, or none."""


def test_unusual_refusals_are_there_and_others_are_not() -> None:
    said = {(each.method, each.path): operation(each)["responses"].keys() & {"404", "409"} for each in DESCRIBED}
    assert {place: said[place] for place in UNUSUAL} == UNUSUAL


def test_media_types_are_those_of_the_answer() -> None:
    def types(path: str, method: str = "get", part: str = "responses") -> set[str]:
        said = DOCUMENTS[path.split("/")[1].replace("-", "_")]["paths"][path][method]
        return set((said["responses"]["200"] if part == "responses" else said[part])["content"])

    assert types("/agreements/exports/obligations.csv") == {"text/csv"}
    assert types("/agreements/documents/{document_id}/content") == {"application/pdf"}
    assert types("/community-service/sites/{site_id}/reports/{month}") == {"application/json", "application/pdf"}
    assert types("/notifications/recipients/import", "post", "requestBody") == {"text/csv"}
    body = DOCUMENTS["agreements"]["paths"]["/agreements/joint-agreements/{agreement_id}/documents"]["post"]
    assert body["requestBody"]["content"]["application/pdf"]["schema"]["maxLength"] == 20 * 1024 * 1024


@pytest.mark.parametrize("service", SERVICES)
def test_a_local_time_has_no_offset_and_a_set_may_repeat_itself(service: str) -> None:
    text = json.dumps(DOCUMENTS[service])
    assert '"format": "time"' not in text
    assert '"uniqueItems"' not in text
    if service == "community_service":
        starts = DOCUMENTS[service]["components"]["schemas"]["SlotView"]["properties"]["starts"]
        jsonschema.validate("08:00:00", starts)
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate("08:00:00Z", starts)
