"""What no caller should send, in every parameter of every read: the answer is one that the document has."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest

from deploy.services import SERVICES
from tests.conftest import RunService
from tests.contract.test_routes import ALL, APPS
from tests.support.scenes import SCENES

HOSTILE = [
    "\0",
    "a\0b",
    "",
    "0",
    "-1",
    "9" * 30,
    "1e9",
    "0001-01-01",
    "9999-12-31",
    "null",
    "%",
    "ÿ\u202e",
    "x" * 3_000,
]
ROLES = sorted({role for endpoint in ALL for role in endpoint.roles or () if role not in {"*", "anyone"}})
SOMEBODY = "01a21579-af9e-76fd-9374-b85e26a9f0ee"


def requests(document: dict[str, Any]) -> Iterator[tuple[dict[str, Any], str]]:
    """Each read with each of its parameters replaced by each hostile value."""
    for path, methods in document["paths"].items():
        parameters = [each for each in methods.get("get", {}).get("parameters", ()) if "in" in each]
        for wanted in parameters:
            for value in HOSTILE:
                if wanted["in"] == "path" and not value:
                    continue
                given = {each["name"]: SOMEBODY for each in parameters if each["in"] == "path"}
                query = {
                    each["name"]: "2026-02-09" for each in parameters if each["in"] == "query" and each["required"]
                }
                (given if wanted["in"] == "path" else query)[wanted["name"]] = value
                filled = path.format(**{name: quote(text, safe="") for name, text in given.items()})
                yield methods["get"], filled + "?" + "&".join(f"{name}={quote(text)}" for name, text in query.items())


@pytest.mark.parametrize("service", SERVICES)
async def test_no_read_is_surprised(harness: RunService, service: str) -> None:
    built, scene = SCENES[service]
    wrong, tried = [], 0
    async with harness(built) as h:
        await scene(h)
        token = h.token(*ROLES)
        for operation, address in requests(APPS[service].openapi()):
            answer = await h.client.get(address, headers=token)
            tried += 1
            if str(answer.status_code) not in operation["responses"]:
                wrong.append(f"{answer.status_code} {address[:200]}")
    assert wrong == []
    assert tried > 200
