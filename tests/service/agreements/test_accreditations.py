"""Accreditations through their doors, and the scheduler: once per due date, late or not, whatever runs beside it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import date, datetime
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from services.agreements import accreditation_jobs
from services.agreements.main import SERVICE
from shared.db import in_transaction
from shared.scheduler import Scheduler
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


async def dated(h: Harness) -> list[tuple[str, str]]:
    """What the scheduler said and the local times it is dated with."""
    rows = await h.pool.fetch(
        "select type, to_char(occurred_at at time zone 'Asia/Jayapura', 'YYYY-MM-DD HH24:MI') as at from journal"
        " where actor = 'system:scheduler' order by position"
    )
    return [(row["type"].removeprefix(PREFIX), row["at"]) for row in rows]


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


async def test_accreditation_06_it_says_90_30_and_7_days_before_and_expires_after_its_last_day(h: Harness) -> None:
    await accredited(h, await school(h))
    moments = [
        ("2026-06-01 23:59", []),
        ("2026-06-02 00:00", ["expiring"]),
        ("2026-07-31 23:59", []),
        ("2026-08-01 00:01", ["expiring"]),
        ("2026-08-24 00:00", ["expiring"]),
        ("2026-08-31 23:59", []),
        ("2026-09-01 00:00", ["expired"]),
        ("2027-01-01 00:00", []),
    ]
    heard = 1
    for moment, expected in moments:
        local(h, moment)
        for _ in range(3):
            await h.tick()
        assert (await said(h))[heard:] == expected, moment
        heard += len(expected)
    facts = [data for type_, data in await h.facts() if type_.startswith(f"{PREFIX}expir")]
    assert [(f["due_on"], f.get("days_left"), f["late"], f["state"]) for f in facts] == [
        ("2026-06-02", 90, False, "valid"),
        ("2026-08-01", 30, False, "valid"),
        ("2026-08-24", 7, False, "valid"),
        ("2026-09-01", None, False, "expired"),
    ]


async def test_accreditation_07_after_an_outage_all_is_said_late_and_dated_when_due(h: Harness) -> None:
    await accredited(h, await school(h))
    local(h, "2026-12-24 09:00")
    assert await h.tick() == 4
    assert await h.tick() == 0
    assert await dated(h) == [
        ("expiring", "2026-06-02 00:00"),
        ("expiring", "2026-08-01 00:00"),
        ("expiring", "2026-08-24 00:00"),
        ("expired", "2026-09-01 00:00"),
    ]
    assert all(data["late"] for type_, data in await h.facts() if type_.startswith(f"{PREFIX}expir"))


async def test_accreditation_08_two_replicas_say_it_once(h: Harness) -> None:
    for n in range(6):
        await accredited(h, await school(h, f"sdn-{n}"))
    local(h, "2026-12-24 09:00")
    replicas = [Scheduler(h.pool, h.clock, SERVICE.jobs, 3600, lambda: None) for _ in range(3)]
    await asyncio.gather(*(replica.tick() for replica in replicas))
    await asyncio.gather(*(replica.tick() for replica in replicas))
    heard = await said(h)
    assert (heard.count("expiring"), heard.count("expired")) == (18, 6)
    for (id_,) in await h.pool.fetch("select id from accreditations"):
        rows = await h.pool.fetch("select type from journal where key = $1 order by version", str(id_))
        assert [row["type"].removeprefix(PREFIX) for row in rows] == ["issued", *["expiring"] * 3, "expired"]


async def test_accreditation_09_a_renewal_racing_with_the_end_ends_valid(h: Harness) -> None:
    made = [await accredited(h, await school(h, f"sdn-{n}")) for n in range(8)]
    local(h, "2026-09-01 08:00")
    renewals = (renewed(h, m["id"], valid_from="2026-09-01", valid_until="2028-08-31") for m in made)
    await asyncio.gather(h.tick(), *renewals, h.tick())
    await h.tick()
    for each in made:
        seen = await h.get(f"/agreements/accreditations/{each['id']}", "clerk")
        assert (seen["state"], seen["valid_from"], seen["valid_until"]) == ("valid", "2026-02-09", "2028-08-31")
        rows = await h.pool.fetch(
            "select data ->> 'valid_until' as until, type from journal where key = $1 order by version", each["id"]
        )
        assert (rows[-1]["type"], rows[-1]["until"]) in {
            ("agreements.accreditation.issued", "2028-08-31"),
            ("agreements.accreditation.expiring", "2028-08-31"),
        }
        assert [row["type"] for row in rows].count("agreements.accreditation.expired") <= 1


async def test_accreditation_10_a_renewal_recorded_days_after_the_end_leaves_no_gap(h: Harness) -> None:
    made = await accredited(h, await school(h))
    local(h, "2026-09-10 08:00")
    await h.tick()
    assert (await h.get(f"/agreements/accreditations/{made['id']}", "clerk"))["state"] == "expired"
    again = await renewed(h, made["id"], valid_from="2026-09-01", valid_until="2028-08-31")
    assert (again["state"], again["valid_from"]) == ("valid", "2026-02-09")
    local(h, "2028-12-24 00:00")
    await h.tick()
    assert (await said(h))[-4:] == ["expiring", "expiring", "expiring", "expired"]


async def test_accreditation_11_notices_that_were_due_before_a_renewal_are_due_anew_for_its_end(h: Harness) -> None:
    made = await accredited(h, await school(h))
    local(h, "2026-06-02 00:00")
    await h.tick()
    await renewed(h, made["id"], valid_from="2026-09-01", valid_until="2026-12-31")
    local(h, "2026-10-02 12:00")
    await h.tick()
    facts = [data for type_, data in await h.facts() if type_ == f"{PREFIX}expiring"]
    assert [(f["days_left"], f["due_on"], f["late"]) for f in facts] == [
        (90, "2026-06-02", False),
        (90, "2026-10-02", False),
    ]


async def test_accreditation_12_what_another_replica_holds_is_passed_over(h: Harness) -> None:
    await accredited(h, await school(h))
    local(h, "2026-06-02 01:30")
    async with h.pool.acquire() as other, other.transaction():
        await other.fetch("select from accreditations for update")
        assert (
            await in_transaction(h.pool, lambda conn: accreditation_jobs.accreditation_notice_due(conn, h.clock.now()))
            == 0
        )
    assert await h.tick() == 1


async def test_accreditation_13_no_replica_ends_what_another_has_yet_to_give_notice_of(h: Harness) -> None:
    await accredited(h, await school(h))
    local(h, "2026-12-24 09:00")

    async def end() -> int:
        return await in_transaction(h.pool, lambda conn: accreditation_jobs.accreditation_end_due(conn, h.clock.now()))

    assert await end() == 0
    assert await h.tick() == 4
    assert await end() == 0
    assert (await said(h))[-2:] == ["expiring", "expired"]


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
