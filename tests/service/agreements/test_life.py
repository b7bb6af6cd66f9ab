"""Agreements through their doors: an umbrella and a PKS from draft to force, and what is refused on the way."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime
from typing import Any

import pytest

from services.agreements.main import SERVICE
from tests.conftest import RunService
from tests.support.harness import Harness


@pytest.fixture
async def agreements(harness: RunService) -> AsyncIterator[Harness]:
    async with harness(SERVICE) as running:
        yield running


async def organisation(h: Harness, code: str, kind: str) -> str:
    made = await h.post("/agreements/organisations", {"code": code, "name": code.title(), "kind": kind}, "clerk")
    return str(made["id"])


async def umbrella_draft(h: Harness, city: str, office: str, **changes: Any) -> dict[str, Any]:
    body = {
        "instrument": "kesepakatan_bersama",
        "title": "Kesepakatan Bersama",
        "parties": [city, office],
        "scopes": ["training", "community_service"],
        "starts_on": "2026-02-09",
        "ends_on": "2031-02-08",
    }
    made: dict[str, Any] = await h.post("/agreements/joint-agreements", body | changes, "clerk")
    return made


async def conclude(h: Harness, path: str, parties: dict[str, str]) -> dict[str, Any]:
    """Submits, lets every party approve and sign. `parties`: organisation id → authority."""
    await h.post(f"{path}/submission", None, "clerk", organisation=next(iter(parties)))
    for party in parties:
        await h.post(f"{path}/reviews", {"party_id": party, "decision": "approve"}, "clerk", organisation=party)
    done: dict[str, Any] = {}
    for party, authority in parties.items():
        done = await h.post(f"{path}/signatures", signature(party, authority, path), "clerk", organisation=party)
    return done


def signature(party: str, authority: str, path: str, **changes: Any) -> dict[str, Any]:
    kuasa = {"kuasa_number": "K-1", "kuasa_date": "2026-02-01"} if authority == "power_of_attorney" else {}
    said = {
        "party_id": party,
        "number": path[-12:],
        "signatory": "A Name",
        "position": "Head",
        "authority": authority,
        "place": "Ambon",
        "signed_on": "2026-02-09",
    }
    return said | kuasa | changes


async def in_force(h: Harness) -> tuple[str, str, dict[str, Any]]:
    city, office = await organisation(h, "city", "city"), await organisation(h, "office", "corrections_office")
    draft = await umbrella_draft(h, city, office)
    path = f"/agreements/joint-agreements/{draft['id']}"
    return city, office, await conclude(h, path, {city: "office", office: "office"})


async def pks(h: Harness, umbrella: str, **changes: Any) -> dict[str, Any]:
    agency, prison = await organisation(h, "dinsos", "agency"), await organisation(h, "lapas", "prison")
    body = {
        "joint_agreement_id": umbrella,
        "title": "PKS Pelatihan",
        "agency_id": agency,
        "institution_id": prison,
        "scopes": ["training"],
        "starts_on": "2026-02-09",
        "ends_on": "2027-02-08",
    }
    status = changes.pop("status", None)
    made: dict[str, Any] = await h.post("/agreements/cooperation-agreements", body | changes, "clerk", status=status)
    return made


async def test_an_umbrella_is_in_force_when_every_party_has_signed_and_its_day_has_come(agreements: Harness) -> None:
    _, _, umbrella = await in_force(agreements)
    assert umbrella["state"] == "in_force"
    assert [type_ for type_, _ in await agreements.facts()][-2:] == [
        "agreements.joint-agreement.signed",
        "agreements.joint-agreement.activated",
    ]


async def test_a_signed_umbrella_waits_for_local_midnight_of_its_first_day(agreements: Harness) -> None:
    city, office = (
        await organisation(agreements, "city", "city"),
        await organisation(agreements, "office", "corrections_office"),
    )
    draft = await umbrella_draft(agreements, city, office, starts_on="2026-02-10")
    path = f"/agreements/joint-agreements/{draft['id']}"
    assert (await conclude(agreements, path, {city: "office", office: "office"}))["state"] == "signed"
    agreements.clock.set(datetime.fromisoformat("2026-02-09T23:59:00+09:00"))
    assert await agreements.tick() == 0
    agreements.clock.set(datetime.fromisoformat("2026-02-12T08:00:00+09:00"))
    assert await agreements.tick() == 1
    assert await agreements.tick() == 0
    when = await agreements.pool.fetchval("select occurred_at from journal order by position desc limit 1")
    assert when == datetime.fromisoformat("2026-02-10T00:00:00+09:00"), "late, but dated when it was due"


async def test_a_pks_needs_an_umbrella_in_force(agreements: Harness) -> None:
    city, office = (
        await organisation(agreements, "city", "city"),
        await organisation(agreements, "office", "corrections_office"),
    )
    draft = await umbrella_draft(agreements, city, office)
    refused = await pks(agreements, draft["id"], status=409)
    assert (refused["slug"], refused["rule"], refused["article"]) == ("umbrella-not-in-force", "A2", "PP 28/2018")


async def test_the_head_of_an_agency_signs_only_with_a_power_of_attorney(agreements: Harness) -> None:
    _, _, umbrella = await in_force(agreements)
    made = await pks(agreements, umbrella["id"])
    path, agency, prison = f"/agreements/cooperation-agreements/{made['id']}", made["agency_id"], made["institution_id"]
    with pytest.raises(AssertionError, match="power-of-attorney-missing"):
        await conclude(agreements, path, {agency: "office", prison: "office"})
    await agreements.post(
        f"{path}/signatures", signature(agency, "power_of_attorney", path), "clerk", organisation=agency
    )
    done = await agreements.post(f"{path}/signatures", signature(prison, "office", path), "clerk", organisation=prison)
    assert done["state"] == "in_force"


async def test_cascade_a_suspended_umbrella_suspends_its_pks_and_resumes_them(agreements: Harness) -> None:
    city, _, umbrella = await in_force(agreements)
    made = await pks(agreements, umbrella["id"])
    path = f"/agreements/cooperation-agreements/{made['id']}"
    await conclude(agreements, path, {made["agency_id"]: "power_of_attorney", made["institution_id"]: "office"})
    for step, state in (("suspensions", "suspended"), ("resumptions", "in_force")):
        above = f"/agreements/joint-agreements/{umbrella['id']}/{step}"
        await agreements.post(above, {"reason": "Evaluasi bersama"}, "clerk", organisation=city)
        assert (await agreements.get(path, "auditor"))["state"] == state
    assert [t for t, _ in await agreements.facts()][-4:] == [
        "agreements.joint-agreement.suspended",
        "agreements.cooperation-agreement.suspended",
        "agreements.joint-agreement.resumed",
        "agreements.cooperation-agreement.resumed",
    ]


async def test_expiry_takes_the_pks_along_once(agreements: Harness) -> None:
    _, _, umbrella = await in_force(agreements)
    made = await pks(agreements, umbrella["id"], ends_on="2031-02-08")
    path = f"/agreements/cooperation-agreements/{made['id']}"
    await conclude(agreements, path, {made["agency_id"]: "power_of_attorney", made["institution_id"]: "office"})
    agreements.clock.set(datetime.fromisoformat("2031-02-08T23:59:59+09:00"))
    await agreements.tick()
    assert not [t for t, _ in await agreements.facts() if t.endswith("expired")]
    agreements.clock.set(datetime.fromisoformat("2031-02-09T00:00:00+09:00"))
    await agreements.tick()
    await agreements.tick()
    expired = [t for t, _ in await agreements.facts() if t.endswith("expired")]
    assert expired == ["agreements.joint-agreement.expired", "agreements.cooperation-agreement.expired"]


async def test_a_clerk_of_another_organisation_cannot_sign(agreements: Harness) -> None:
    city, office = (
        await organisation(agreements, "city", "city"),
        await organisation(agreements, "office", "corrections_office"),
    )
    draft = await umbrella_draft(agreements, city, office)
    path = f"/agreements/joint-agreements/{draft['id']}"
    await agreements.post(f"{path}/submission", None, "clerk", organisation=city)
    answer = await agreements.post(
        f"{path}/reviews", {"party_id": city, "decision": "approve"}, "clerk", organisation=office, status=403
    )
    assert answer["slug"] == "forbidden"


async def test_numbers_are_unique_per_party_and_year(agreements: Harness) -> None:
    city, office, first = await in_force(agreements)
    draft = await umbrella_draft(agreements, city, office)
    path = f"/agreements/joint-agreements/{draft['id']}"
    await agreements.post(f"{path}/submission", None, "clerk", organisation=city)
    for party in (city, office):
        await agreements.post(
            f"{path}/reviews", {"party_id": party, "decision": "approve"}, "clerk", organisation=party
        )
    taken = next(p["number"] for p in first["parties"] if p["organisation_id"] == city)
    refused = await agreements.post(
        f"{path}/signatures", signature(city, "office", path, number=taken), "clerk", organisation=city, status=409
    )
    assert refused["slug"] == "number-taken"


async def test_a_request_for_changes_makes_it_a_draft_again(agreements: Harness) -> None:
    city, office = (
        await organisation(agreements, "city", "city"),
        await organisation(agreements, "office", "corrections_office"),
    )
    draft = await umbrella_draft(agreements, city, office)
    path = f"/agreements/joint-agreements/{draft['id']}"
    await agreements.post(f"{path}/submission", None, "clerk", organisation=city)
    asked = {"party_id": office, "decision": "request_changes", "comment": "Pasal 3 belum jelas"}
    answer = await agreements.post(f"{path}/reviews", asked, "clerk", organisation=office)
    assert answer["state"] == "draft"
    assert answer["reviews"][0]["comment"] == "Pasal 3 belum jelas"
