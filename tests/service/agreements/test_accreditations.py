"""Accreditations through their doors: issued, renewed, revoked, listed, and what the database proves by itself."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import date, datetime
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from services.agreements.main import SERVICE
from tests.conftest import RunService
from tests.service.agreements.papers import accredited, certificate, components, organisation, renewed, school
from tests.support.harness import Harness

END = "2026-08-31"
PREFIX = "agreements.accreditation."


@pytest.fixture
async def h(harness: RunService) -> AsyncIterator[Harness]:
    async with harness(SERVICE) as running:
        yield running


async def said(h: Harness) -> list[str]:
    return [type_.removeprefix(PREFIX) for type_, _ in await h.facts() if type_.startswith(PREFIX)]


async def last(h: Harness) -> dict[str, Any]:
    return (await h.facts())[-1][1]


def local(h: Harness, moment: str) -> None:
    h.clock.set(datetime.fromisoformat(f"{moment}:00+09:00"))


async def test_accreditation_01_a_school_is_accredited_by_its_six_components(h: Harness) -> None:
    made = await accredited(h, await school(h), stage="mampu", components=components("facilities"))
    assert (made["state"], made["stage"], made["renewals"]) == ("valid", "mampu", 0)
    assert [(c["component"], c["met"]) for c in made["components"]][3] == ("facilities", False)
    assert made["components"][0]["name"] == "kebijakan SRA"
    assert made["certificates"][0]["rules_from"] == "2015-01-01"
    fact = await last(h)
    assert (fact["stage"], fact["components"]["facilities"], fact["state"]) == ("mampu", False, "valid")
    assert "Bukti" not in str(fact), "the evidence stands in the register"


async def test_accreditation_02_what_is_refused_names_rule_and_article(h: Harness) -> None:
    home = await school(h)
    refused = await accredited(h, home, 422, components=components("policy"))
    assert (refused["slug"], refused["rule"]) == ("stage-not-reached", "S1")
    assert "Permen PPPA 8/2014" in refused["article"]
    assert "kebijakan SRA" in refused["detail"]
    five = components()
    del five["policy"]
    assert (await accredited(h, home, 422, components=five))["slug"] == "components-incomplete"
    prison = await organisation(h, "lapas", "prison")
    assert (await accredited(h, prison, 422))["slug"] == "not-a-school"
    assert (await accredited(h, str(UUID(int=1)), 422))["slug"] == "organisation-unknown"
    assert (await accredited(h, home, 422, valid_until="2026-02-08"))["slug"] == "period-reversed"
    assert (await accredited(h, home, 422, valid_from="2025-01-01", valid_until="2026-02-08"))["slug"] == (
        "accreditation-over"
    )
    without = {name: {"met": True, "evidence": " "} for name in components()}
    assert (await accredited(h, home, 422, components=without))["title"] == "unreadable"
    assert (await accredited(h, home, 422, components=components() | {"wifi": {"met": False}}))["title"] == "unreadable"
    assert await said(h) == []


async def test_accreditation_03_one_of_a_kind_at_a_time(h: Harness) -> None:
    home = await school(h)
    first = await accredited(h, home)
    assert (await accredited(h, home, 409))["slug"] == "accreditation-overlaps"
    assert (await accredited(h, home, 409, valid_from=END, valid_until=None))["slug"] == "accreditation-overlaps"
    await accredited(h, home, valid_from="2026-09-02", valid_until="2027-09-01")
    assert (await renewed(h, first["id"], 409, valid_from="2026-09-01", valid_until="2026-09-02"))["slug"] == (
        "accreditation-overlaps"
    )
    await accredited(h, await school(h, "sdn-65"))


async def test_accreditation_04_an_early_renewal_never_loses_the_present(h: Harness) -> None:
    made = await accredited(h, await school(h))
    again = await renewed(h, made["id"], valid_from="2026-09-01", valid_until="2028-08-31")
    assert again["id"] == made["id"]
    assert (again["valid_from"], again["valid_until"], again["renewals"]) == ("2026-02-09", "2028-08-31", 1)
    assert [c["number"] for c in again["certificates"]] == [0, 1]
    fact = await last(h)
    assert (fact["valid_from"], fact["valid_until"], fact["renewals"]) == ("2026-02-09", "2028-08-31", 1)
    assert await said(h) == ["issued", "issued"]
    gap = await renewed(h, made["id"], 422, valid_from="2028-09-02", valid_until="2030-01-01")
    assert (gap["slug"], "2028-09-02" in gap["detail"], "2028-08-31" in gap["detail"]) == (
        "renewal-leaves-gap",
        True,
        True,
    )
    assert (await renewed(h, made["id"], 422, valid_until="2027-01-01"))["slug"] == "renewal-shortens"
    await renewed(h, str(UUID(int=1)), 404)


async def test_accreditation_05_a_revocation_keeps_its_reason_in_the_register(h: Harness) -> None:
    home = await school(h)
    made = await accredited(h, home)
    path = f"/agreements/accreditations/{made['id']}/revocation"
    await h.post(path, {}, "clerk", status=422)
    ahead = {"reason": "Pelanggaran", "revoked_on": "2026-03-01"}
    assert (await h.post(path, ahead, "clerk", status=422))["slug"] == "revoked-in-future"
    await h.post(path, {"reason": "Pelanggaran"}, "counsellor", status=403)
    done = await h.post(path, {"reason": "Pelanggaran pedoman"}, "clerk")
    assert (done["state"], done["revoked_on"], done["revocation_reason"]) == (
        "revoked",
        "2026-02-09",
        "Pelanggaran pedoman",
    )
    fact = await last(h)
    assert (fact["state"], fact["revoked_on"]) == ("revoked", "2026-02-09")
    assert "Pelanggaran" not in str(fact)
    assert (await h.post(path, {"reason": "again"}, "clerk", status=409))["slug"] == "accreditation-wrong-state"
    await renewed(h, made["id"], 409, valid_until="2028-01-01")
    await accredited(h, home)
    local(h, "2027-01-01 00:00")
    await h.tick()
    assert (await h.get(f"/agreements/accreditations/{made['id']}", "clerk"))["state"] == "revoked"


async def test_lists_by_organisation_state_and_end(h: Harness) -> None:
    homes = [await school(h, f"sdn-{n}") for n in range(3)]
    made = [await accredited(h, home, valid_until=f"2026-0{n + 6}-30") for n, home in enumerate(homes)]
    revoked = f"/agreements/accreditations/{made[0]['id']}/revocation"
    await h.post(revoked, {"reason": "Pelanggaran"}, "clerk")

    async def listed(query: str) -> list[str]:
        found = await h.get(f"/agreements/accreditations?{query}", "supervisor")
        return [each["id"] for each in found["items"]]

    ids = [each["id"] for each in made]
    assert await listed("") == ids
    assert await listed(f"organisation={homes[1]}") == [ids[1]]
    assert await listed("state=valid") == ids[1:]
    assert await listed("state=valid&ends_by=2026-07-30") == [ids[1]]
    assert await listed("kind=child_friendly_school&state=revoked") == [ids[0]]
    first = await h.get("/agreements/accreditations?limit=2", "supervisor")
    assert await listed(f"after={first['next']}") == [ids[2]]
    await h.get("/agreements/accreditations?state=lost", "supervisor", status=422)


# What the database proves by itself.


async def test_the_database_holds_the_rules_that_it_can(h: Harness) -> None:
    made = await accredited(h, await school(h))
    copy = (
        "insert into accreditation_certificates select accreditation_id, 9, issued_by, evidence, valid_from,"
        " valid_until, stage, {components}, rules_from, recorded_by, recorded_at from accreditation_certificates"
    )
    broken = {
        "certificates_six_components": [
            "components - 'policy'",
            'components || \'{"wifi": {"met": true, "evidence": "x"}}\'',
        ],
        "certificates_met_has_evidence": [
            "jsonb_set(components, '{policy,evidence}', '\"\"')",
            "jsonb_set(components, '{policy,met}', '\"yes\"')",
            "components #- '{policy,met}'",
            "components #- '{policy,evidence}'",
        ],
        "certificates_maju_is_all_six": ["jsonb_set(components, '{policy,met}', 'false')"],
    }
    for constraint, changes in broken.items():
        for change in changes:
            with pytest.raises(asyncpg.CheckViolationError) as refused:
                await h.pool.execute(copy.format(components=change))
            assert constraint in (refused.value.constraint_name or ""), (constraint, change)
    await h.pool.execute(copy.format(components="components"))
    for statement in (
        "update accreditations set state = 'revoked'",
        "update accreditations set revoked_on = '2026-02-09'",
        "update accreditations set notice_on = valid_until",
        "update accreditations set stage = 'mini'",
        "update organisations set latitude = 1",
        "update organisations set kind = 'club'",
    ):
        with pytest.raises(asyncpg.CheckViolationError):
            await h.pool.execute(statement)
    with pytest.raises(asyncpg.ExclusionViolationError):
        await h.pool.execute(
            "insert into accreditations (id, organisation_id, kind, issued_by, evidence, valid_from, valid_until)"
            " select gen_random_uuid(), organisation_id, kind, issued_by, evidence, $1, null from accreditations",
            date.fromisoformat(END),
        )
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await h.pool.execute("update accreditation_certificates set evidence = 'x'")
    assert made["certificates"][0]["components"][0]["evidence"] == "Bukti 1"


async def test_two_accreditations_at_once_make_one(h: Harness) -> None:
    home = await school(h)
    body = certificate(kind="child_friendly_school")
    answers = await asyncio.gather(
        *(
            h.client.post(
                f"/agreements/organisations/{home}/accreditations", json=body, headers=h.token("clerk", subject=f"c{n}")
            )
            for n in range(4)
        )
    )
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409]
