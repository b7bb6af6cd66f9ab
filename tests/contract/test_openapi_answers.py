"""Real answers are what the document says: each status is documented for its route, each body fits its schema."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from typing import Any

import httpx
import jsonschema
import pytest

from tests.conftest import RunService
from tests.contract.test_routes import APPS
from tests.service.training import scene
from tests.service.training.client import PRISON, TrainingClient
from tests.support.harness import Harness

DOCUMENT = APPS["training"].openapi()
COMPONENTS = DOCUMENT["components"]


@pytest.fixture
async def training(harness: RunService) -> AsyncIterator[TrainingClient]:
    async with harness(scene.SERVICE) as running:
        client = TrainingClient(running)
        await scene.publish_organisations(client)
        await scene.publish_agreement(client, "in_force", 5)
        yield client


def documented(answer: httpx.Response) -> dict[str, Any]:
    """The response of the document for this answer. Fails where it has none."""
    asked = answer.request
    fitting = [
        operations[asked.method.lower()]
        for path, operations in DOCUMENT["paths"].items()
        if re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", path), asked.url.path)
    ]
    response = fitting[0]["responses"][str(answer.status_code)]
    name = response.get("$ref", "").rpartition("/")[2]
    found: dict[str, Any] = COMPONENTS["responses"][name] if name else response
    return found


def check(answer: httpx.Response) -> Any:
    """The answer's JSON, once media type, headers and every member were found in the document."""
    response = documented(answer)
    media_type = answer.headers["content-type"].partition(";")[0]
    assert {name.lower() for name in response.get("headers", {})} <= set(answer.headers)
    schema = {**response["content"][media_type]["schema"], "components": COMPONENTS}
    jsonschema.validate(answer.json(), schema, cls=jsonschema.Draft202012Validator)
    if media_type == "application/problem+json":
        assert set(answer.json()) <= set(COMPONENTS["schemas"]["Problem"]["properties"])
    return answer.json()


def staff(h: Harness, *roles: str, **headers: str) -> dict[str, str]:
    return {**h.token(*(roles or ("institution_staff",)), organisation=PRISON), **headers}


async def test_a_record_and_its_version(training: TrainingClient) -> None:
    person = await scene.register_participant(training)
    path = f"/training/participants/{person['id']}"
    answer = await training.h.client.get(path, headers=staff(training.h))
    assert check(answer)["version"] == 1
    same = await training.h.client.get(path, headers=staff(training.h, **{"if-none-match": answer.headers["etag"]}))
    assert (same.status_code, same.content) == (304, b"")
    assert documented(same)["headers"].keys() == {"ETag"}


async def test_every_problem_has_the_documented_members(training: TrainingClient) -> None:
    h, send = training.h, training.h.client.request
    person = await scene.register_participant(training)
    path, change = f"/training/participants/{person['id']}", {"name": "Orang", "risk_level": "minimum"}
    nowhere = f"/training/participants/{scene.invent_id()}"
    json = {"content-type": "application/json"}
    answers = {
        400: await send("PUT", path, content=b'{"name": "\xff"}', headers=staff(h, **json)),
        401: await send("GET", path),
        403: await send("GET", path, headers=staff(h, "trainer")),
        404: await send("GET", nowhere, headers=staff(h)),
        412: await send("PUT", path, json=change, headers=staff(h, **{"if-match": '"7"'})),
        413: await send("PUT", path, content=b" " * 2_000_000, headers=staff(h, **json)),
        422: await send("PUT", path, json={"name": ""}, headers=staff(h)),
    }
    titles = {status: check(answer)["title"] for status, answer in answers.items()}
    assert {status: answer.status_code for status, answer in answers.items()} == {status: status for status in answers}
    assert len(titles) == len(answers)
    assert {each["where"] for each in answers[422].json()["errors"]} == {"body.name", "body.risk_level"}


async def test_a_conflict_and_several_broken_rules(training: TrainingClient) -> None:
    send, coordinator = training.h.client.request, training.h.token("coordinator")
    programme = await scene.open_programme(training)
    path = f"/training/programmes/{programme['id']}/closure"
    assert check(await send("POST", path, headers=coordinator))["state"] == "closed"
    assert check(await send("POST", path, headers=coordinator))["status"] == 409
