"""The register of organisations: every kind, found by kind and text, and what is refused."""

from __future__ import annotations

from typing import Any, get_args

import pytest

from services.agreements.events import OrganisationKind
from tests.service.agreements.client import AgreementsClient


async def test_every_kind_is_registered_and_found_by_kind(empty: AgreementsClient) -> None:
    kinds = get_args(OrganisationKind)
    for n, kind in enumerate(kinds):
        await empty.register_organisation(f"o{n}", kind)
    for n, kind in enumerate(kinds):
        found = await empty.list_organisations(kind=kind)
        assert [each["code"] for each in found["items"]] == [f"o{n}"]
    await empty.list_organisations(kind="club", status=422)
    await empty.register_organisation("club", "club", status=422)


@pytest.mark.parametrize("code", ["8171010101900001", "pn-8171010101900001"])
async def test_a_code_is_published_and_no_nik(empty: AgreementsClient, code: str) -> None:
    refused = await empty.register_organisation(code, "court", status=422)
    assert refused["title"] == "unreadable"
    assert "NIK" in refused["errors"][0]["what"]
    await empty.register_organisation("pn-817101010190000", "court")


async def test_text_finds_name_code_and_address_whatever_the_case(empty: AgreementsClient) -> None:
    await empty.register_organisation("dinsos", name="Dinas Sosial")
    await empty.register_organisation("dinkop", name="Dinas Koperasi", address="Jl. Sultan Hairun 1")
    await empty.register_organisation("lapas", "prison", name="Lapas Ambon 100%")

    async def found(text: str, **more: Any) -> list[str]:
        answer = await empty.list_organisations(role="auditor", text=text, **more)
        return [each["code"] for each in answer["items"]]

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
async def test_what_is_refused(empty: AgreementsClient, changes: dict[str, Any], slug: str) -> None:
    code, others = changes.get("code", "dinsos"), {name: v for name, v in changes.items() if name != "code"}
    assert (await empty.register_organisation(code, status=422, **others))["title"] == slug
    assert await empty.h.facts() == []


async def test_an_update_keeps_the_same_rules(empty: AgreementsClient) -> None:
    made = await empty.register_organisation("dinsos", latitude=-3.7, longitude=128.2)
    refused = await empty.update_organisation(made["id"], name="Dinas Sosial", latitude=-3.7, status=422)
    assert refused["title"] == "coordinates-incomplete"
    refused = await empty.update_organisation(made["id"], name="Dinas Sosial", phone="123", status=422)
    assert refused["title"] == "unreadable"
    changed = await empty.update_organisation(made["id"], name="Dinas Sosial", phone="+62 911 12345")
    assert (changed["phone"], changed["latitude"], changed["version"]) == ("+62 911 12345", None, 2)
    assert (await empty.register_organisation("dinsos", status=409))["title"] == "organisation-code-taken"
