"""The register of organisations: every kind, found by kind and text, and what is refused."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any, get_args

import pytest

from services.agreements.events import OrganisationKind
from services.agreements.main import SERVICE
from tests.conftest import RunService
from tests.support.harness import Harness

PATH = "/agreements/organisations"


@pytest.fixture
async def h(harness: RunService) -> AsyncIterator[Harness]:
    async with harness(SERVICE) as running:
        yield running


def body(code: str, kind: str = "agency", **changes: Any) -> dict[str, Any]:
    return {"code": code, "name": f"Instansi {code}", "kind": kind} | changes


async def test_every_kind_is_registered_and_found_by_kind(h: Harness) -> None:
    kinds = get_args(OrganisationKind)
    for n, kind in enumerate(kinds):
        await h.post(PATH, body(f"o{n}", kind), "clerk")
    for n, kind in enumerate(kinds):
        found = await h.get(f"{PATH}?kind={kind}", "supervisor")
        assert [each["code"] for each in found["items"]] == [f"o{n}"]
    await h.get(f"{PATH}?kind=club", "supervisor", status=422)
    await h.post(PATH, body("club", "club"), "clerk", status=422)


async def test_text_finds_name_code_and_address_whatever_the_case(h: Harness) -> None:
    await h.post(PATH, body("dinsos", name="Dinas Sosial"), "clerk")
    await h.post(PATH, body("dinkop", name="Dinas Koperasi", address="Jl. Sultan Hairun 1"), "clerk")
    await h.post(PATH, body("lapas", "prison", name="Lapas Ambon 100%"), "clerk")

    async def found(text: str, **more: str) -> list[str]:
        answer = await h.client.get(PATH, params={"text": text, **more}, headers=h.token("auditor"))
        assert answer.status_code == 200, answer.text
        return [each["code"] for each in answer.json()["items"]]

    assert await found("DINAS") == ["dinkop", "dinsos"]
    assert await found("hairun") == ["dinkop"]
    assert await found("dinsos") == ["dinsos"]
    assert await found("dinas", kind="prison") == []
    assert await found("0%") == ["lapas"], "a sign of LIKE is only a sign"
    assert await found("__") == []


@pytest.mark.parametrize(
    ("changes", "slug"),
    [
        ({"latitude": -3.7}, "coordinates-incomplete"),
        ({"longitude": 128.2}, "coordinates-incomplete"),
        ({"latitude": 91, "longitude": 0}, "unreadable"),
        ({"latitude": 0, "longitude": -181}, "unreadable"),
        ({"email": "nobody"}, "unreadable"),
        ({"phone": "call me"}, "unreadable"),
        ({"code": "UPPER"}, "unreadable"),
        ({"name": " "}, "unreadable"),
    ],
)
async def test_what_is_refused(h: Harness, changes: dict[str, Any], slug: str) -> None:
    assert (await h.post(PATH, body("dinsos") | changes, "clerk", status=422))["title"] == slug
    assert await h.facts() == []


async def test_an_update_keeps_the_same_rules(h: Harness) -> None:
    made = await h.post(PATH, body("dinsos", latitude=-3.7, longitude=128.2), "clerk")
    path = f"{PATH}/{made['id']}"
    refused = await h.put(path, {"name": "Dinas Sosial", "latitude": -3.7}, "clerk", status=422)
    assert refused["title"] == "coordinates-incomplete"
    changed = await h.put(path, {"name": "Dinas Sosial", "phone": "123"}, "clerk", status=422)
    assert changed["title"] == "unreadable"
    changed = await h.put(path, {"name": "Dinas Sosial", "phone": "+62 911 12345"}, "clerk")
    assert (changed["phone"], changed["latitude"], changed["version"]) == ("+62 911 12345", None, 2)
    assert (await h.post(PATH, body("dinsos"), "clerk", status=409))["title"] == "organisation-code-taken"
