"""Accreditations: issued, renewed, revoked, listed, and what the database proves by itself."""

from __future__ import annotations

import asyncio
from datetime import date
from functools import partial
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from tests.service.agreements import scene
from tests.service.agreements.client import ANY, AgreementsClient, components, status_of

END = "2026-08-31"
PREFIX = "agreements.accreditation."


async def verbs(client: AgreementsClient) -> list[str]:
    return [type_.removeprefix(PREFIX) for type_, _ in await client.h.facts() if type_.startswith(PREFIX)]


async def last(client: AgreementsClient) -> dict[str, Any]:
    return (await client.h.facts())[-1][1]


async def test_accreditation_01_a_school_is_accredited_by_its_six_components(client: AgreementsClient) -> None:
    made = await scene.accredit_school(client, stage="mampu", components=components("facilities"))
    assert (made["state"], made["stage"], made["renewals"]) == ("valid", "mampu", 0)
    assert [(c["component"], c["met"]) for c in made["components"]][3] == ("facilities", False)
    assert made["components"][0]["name"] == "kebijakan SRA"
    assert made["certificates"][0]["rules_from"] == "2021-01-01"
    fact = await last(client)
    assert (fact["stage"], fact["components"]["facilities"], fact["state"]) == ("mampu", False, "valid")
    assert "Bukti" not in str(fact), "the evidence stands in the register"


async def test_accreditation_02_what_is_refused_names_rule_and_article(client: AgreementsClient) -> None:
    home = await scene.register_school(client)
    refused = await client.issue_accreditation("prison", status=422)
    assert (refused["slug"], refused["rule"], refused["article"]) == ("not-a-school", "S1", "Instrumen SRA 2021")
    assert (await client.issue_accreditation(str(UUID(int=1)), status=422))["slug"] == "organisation-unknown"
    assert (await client.issue_accreditation(home, status=422, valid_until="2026-02-08"))["slug"] == "period-reversed"
    assert (await client.issue_accreditation(home, status=422, valid_from="2025-01-01", valid_until="2026-02-08"))[
        "slug"
    ] == ("accreditation-over")
    without = {name: {"met": True, "evidence": " "} for name in components()}
    assert (await client.issue_accreditation(home, status=422, components=without))["title"] == "unreadable"
    assert (await client.issue_accreditation(home, status=422, components=components() | {"wifi": {"met": False}}))[
        "title"
    ] == "unreadable"
    assert await verbs(client) == []


async def test_accreditation_03_one_of_a_kind_at_a_time(client: AgreementsClient) -> None:
    home = await scene.register_school(client)
    first = await client.issue_accreditation(home)
    assert (await client.issue_accreditation(home, status=409))["slug"] == "accreditation-overlaps"
    assert (await client.issue_accreditation(home, status=409, valid_from=END, valid_until=None))[
        "slug"
    ] == "accreditation-overlaps"
    await client.issue_accreditation(home, valid_from="2026-09-02", valid_until="2027-09-01")
    assert (
        await client.renew_accreditation(first["id"], status=409, valid_from="2026-09-01", valid_until="2026-09-02")
    )["slug"] == ("accreditation-overlaps")
    await scene.accredit_school(client, "sdn-65")


async def test_accreditation_04_an_early_renewal_never_loses_the_present(client: AgreementsClient) -> None:
    made = await scene.accredit_school(client)
    again = await client.renew_accreditation(made["id"], valid_from="2026-09-01", valid_until="2028-08-31")
    assert again["id"] == made["id"]
    assert (again["valid_from"], again["valid_until"], again["renewals"]) == ("2026-02-09", "2028-08-31", 1)
    assert [c["number"] for c in again["certificates"]] == [0, 1]
    fact = await last(client)
    assert (fact["valid_from"], fact["valid_until"], fact["renewals"]) == ("2026-02-09", "2028-08-31", 1)
    assert await verbs(client) == ["issued", "issued"]
    gap = await client.renew_accreditation(made["id"], status=422, valid_from="2028-09-02", valid_until="2030-01-01")
    assert (gap["slug"], "2028-09-02" in gap["detail"], "2028-08-31" in gap["detail"]) == (
        "renewal-leaves-gap",
        True,
        True,
    )
    assert (await client.renew_accreditation(made["id"], status=422, valid_until="2027-01-01"))[
        "slug"
    ] == "renewal-shortens"
    await client.renew_accreditation(str(UUID(int=1)), status=404)


async def test_accreditation_05_a_revocation_keeps_its_reason_in_the_register(client: AgreementsClient) -> None:
    home = await scene.register_school(client)
    made = await client.issue_accreditation(home)
    revoke = partial(client.revoke_accreditation, made["id"])
    await revoke(status=422)
    ahead = await revoke(reason="Pelanggaran", revoked_on="2026-03-01", status=422)
    assert ahead["slug"] == "revoked-in-future"
    await revoke(reason="Pelanggaran", role="counsellor", status=403)
    done = await revoke(reason="Pelanggaran pedoman")
    assert (done["state"], done["revoked_on"], done["revocation_reason"]) == (
        "revoked",
        "2026-02-09",
        "Pelanggaran pedoman",
    )
    fact = await last(client)
    assert (fact["state"], fact["revoked_on"]) == ("revoked", "2026-02-09")
    assert "Pelanggaran" not in str(fact)
    assert (await revoke(reason="again", status=409))["slug"] == "accreditation-wrong-state"
    await client.renew_accreditation(made["id"], status=409, valid_until="2028-01-01")
    await client.issue_accreditation(home)
    scene.move_to(client, "2027-01-01 00:00")
    await client.h.tick()
    assert (await client.read_accreditation(made["id"]))["state"] == "revoked"


async def test_lists_by_organisation_state_and_end(client: AgreementsClient) -> None:
    homes = [await scene.register_school(client, f"sdn-{n}") for n in range(3)]
    made = [await client.issue_accreditation(home, valid_until=f"2026-0{n + 6}-30") for n, home in enumerate(homes)]
    await client.revoke_accreditation(made[0]["id"], reason="Pelanggaran")

    async def listed(**query: Any) -> list[str]:
        found = await client.list_accreditations(**query)
        return [each["id"] for each in found["items"]]

    ids = [each["id"] for each in made]
    assert await listed() == ids
    assert await listed(organisation=homes[1]) == [ids[1]]
    assert await listed(state="valid") == ids[1:]
    assert await listed(state="valid", ends_by="2026-07-30") == [ids[1]]
    assert await listed(kind="child_friendly_school", state="revoked") == [ids[0]]
    first = await client.list_accreditations(limit=2)
    assert await listed(after=first["next"]) == [ids[2]]
    await client.list_accreditations(state="lost", status=422)


# What the database proves by itself.


async def test_the_database_holds_the_rules_that_it_can(client: AgreementsClient) -> None:
    made = await scene.accredit_school(client)
    copy = (
        "insert into accreditation_certificates select accreditation_id, 9, issued_by, evidence, valid_from,"
        " valid_until, stage, {components}, rules_from, recorded_by, recorded_at from accreditation_certificates"
    )
    broken = {
        "certificates_components_of_the_six": [
            'components || \'{"wifi": {"met": true, "evidence": "x"}}\'',
        ],
        "certificates_met_has_evidence": [
            "jsonb_set(components, '{policy,evidence}', '\"\"')",
            "components #- '{policy,evidence}'",
        ],
        "certificates_points": ["jsonb_set(components, '{policy,points}', '-1')"],
    }
    for constraint, changes in broken.items():
        for change in changes:
            with pytest.raises(asyncpg.CheckViolationError) as refused:
                await client.h.pool.execute(copy.format(components=change))
            assert constraint in (refused.value.constraint_name or ""), (constraint, change)
    await client.h.pool.execute(copy.format(components="components"))
    for statement in (
        "update accreditations set state = 'revoked'",
        "update accreditations set revoked_on = '2026-02-09'",
        "update accreditations set notice_on = valid_until",
        "update accreditations set stage = 'mini'",
        "update organisations set latitude = 1",
        "update organisations set kind = 'club'",
    ):
        with pytest.raises(asyncpg.CheckViolationError):
            await client.h.pool.execute(statement)
    with pytest.raises(asyncpg.ExclusionViolationError):
        await client.h.pool.execute(
            "insert into accreditations (id, organisation_id, kind, issued_by, evidence, valid_from, valid_until)"
            " select gen_random_uuid(), organisation_id, kind, issued_by, evidence, $1, null from accreditations",
            date.fromisoformat(END),
        )
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await client.h.pool.execute("update accreditation_certificates set evidence = 'x'")
    assert made["certificates"][0]["components"][0]["evidence"] == "Bukti 1"


async def test_two_accreditations_at_once_make_one(client: AgreementsClient) -> None:
    home = await scene.register_school(client)
    answers = await asyncio.gather(*(client.issue_accreditation(home, status=ANY) for _ in range(4)))
    assert sorted(status_of(answer) for answer in answers) == [201, 409, 409, 409]
