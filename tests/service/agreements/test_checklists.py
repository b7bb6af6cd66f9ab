"""A2, A3, A4, A6 and originals through the routes, and what the database refuses by itself."""

from __future__ import annotations

from typing import Any

import asyncpg
import pytest

from tests.service.agreements import scene
from tests.service.agreements.client import Agreement, AgreementsClient

CONSENT = {"number": "DPRD/12/2026", "on": "2026-02-09"}


async def test_a3_a_draft_without_its_contents_is_not_reviewed_and_the_checklist_says_why(
    client: AgreementsClient,
) -> None:
    pks = await scene.draft_pks(client, await scene.make_umbrella(client), sanctions=None)
    refused = await client.submit(pks, status=422)
    assert (refused["slug"], refused["rule"], refused["article"]) == (
        "contents-missing",
        "A3",
        "PP 28/2018 art. 6(2), 19(2)",
    )
    lines = await client.get(f"{pks.path}/checklist", "auditor")
    assert [line["item"] for line in lines if not line["stated"]] == ["sanctions"]
    with pytest.raises(asyncpg.CheckViolationError, match="states its contents"):
        await client.h.pool.execute("update agreements set state = 'in_review' where id = $1", pks.id)


async def test_a3_what_burdens_the_budget_waits_for_the_council(client: AgreementsClient) -> None:
    pks = await scene.draft_pks(client, await scene.make_umbrella(client), burdens_budget=True)
    await scene.approve(client, pks)
    assert (await client.sign(pks, "agency", status=422))["slug"] == "consent-missing"
    path = f"{pks.path}/council-consent"
    await client.call("POST", path, json=CONSENT, by="city", status=403)
    stated = await client.call("POST", path, json=CONSENT, by="agency", status=200)
    assert (stated["consent_number"], stated["consent_date"]) == ("DPRD/12/2026", "2026-02-09")
    for party in pks.parties:
        await client.sign(pks, party)
    assert await scene.state_of(client, pks) == "in_force"


async def test_a6_the_city_itself_and_a_prosecutors_office_make_a_pks(client: AgreementsClient) -> None:
    client.ids["kejari"] = (await client.register_organisation("kejari", "prosecutor"))["id"]
    parties = [client.id_of("city"), client.id_of("kejari")]
    made = await client.draft_joint_agreement(parties=parties)
    umbrella = await scene.conclude(client, Agreement(made["id"], "joint", ("city", "kejari")))
    sides: dict[str, Any] = {"agency_id": client.id_of("city"), "institution_id": client.id_of("kejari")}
    made = await client.draft_cooperation_agreement(umbrella, **sides)
    pks = await scene.conclude(client, Agreement(made["id"], "cooperation", ("city", "kejari")))
    assert await scene.state_of(client, pks) == "in_force"
    refused = await client.draft_cooperation_agreement(umbrella, status=422)
    assert (refused["slug"], refused["rule"]) == ("institution-outside-umbrella", "A6")


async def test_a2_no_power_of_attorney_under_an_umbrella_and_the_mayor_signs_a_pks_himself(
    client: AgreementsClient,
) -> None:
    umbrella = await scene.approve(client, await scene.draft_umbrella(client))
    kuasa: dict[str, Any] = {"authority": "power_of_attorney", "kuasa_number": "SK-1", "kuasa_date": "2026-02-09"}
    refused = await client.sign(umbrella, "city", status=422, **kuasa)
    assert (refused["slug"], refused["article"]) == ("power-of-attorney-never-for-umbrella", "PP 28/2018 art. 13")
    for party in umbrella.parties:
        await client.sign(umbrella, party)
    with pytest.raises(asyncpg.CheckViolationError, match="never serves an umbrella"):
        await client.h.pool.execute(
            "insert into signatures (agreement_id, party_id, number, signatory, position, authority, kuasa_number,"
            " kuasa_date, place, signed_on, recorded_by, recorded_at) select agreement_id, party_id, 'x', signatory,"
            " position, 'power_of_attorney', 'x', signed_on, place, signed_on, 'x', recorded_at from signatures limit 1"
        )
    pks = await scene.approve(client, await scene.draft_pks(client, umbrella))
    mayor: dict[str, Any] = {"authority": "mayor", "position": "Wali Kota", "kuasa_number": None, "kuasa_date": None}
    await client.sign(pks, "agency", **mayor)


async def test_a4_the_ground_stands_in_the_register_and_a_change_of_mayor_is_none(client: AgreementsClient) -> None:
    pks = await scene.make_pks(client, await scene.make_umbrella(client))
    refused = await client.give_termination_notice(pks, ground="change_of_office_holder", status=422)
    assert (refused["slug"], refused["article"]) == ("office-holder-changed", "PP 28/2018 art. 9, 22")
    await client.give_termination_notice(pks, ground="weather", status=422)
    await client.give_termination_notice(pks, ground="object_lost")
    assert (await client.read_termination(pks))["ground"] == "object_lost"


async def test_originals_are_placed_after_the_last_signature_by_their_party_and_only_grow(
    client: AgreementsClient,
) -> None:
    umbrella = await scene.approve(client, await scene.draft_umbrella(client))
    path = f"{umbrella.path}/originals"
    body = {"party_id": client.id_of("city"), "place": "Arsip Bagian Hukum", "archive_number": "A-1"}
    assert (await client.call("POST", path, json=body, by="city", status=409))["slug"] == "original-before-signature"
    for party in umbrella.parties:
        await client.sign(umbrella, party)
    await client.call("POST", path, json=body, by="office", status=403)
    await client.call("POST", path, json=body, by="city", status=201)
    await client.call("POST", path, json=body | {"place": "Depo Arsip"}, by="city", status=201)
    assert [(o["place"], o["stands"]) for o in await client.get(path, "auditor")] == [
        ("Arsip Bagian Hukum", False),
        ("Depo Arsip", True),
    ]
    with pytest.raises(asyncpg.RestrictViolationError):
        await client.h.pool.execute("delete from originals")


async def test_a_day_is_between_1900_and_2200(client: AgreementsClient) -> None:
    made = await scene.accredit_school(client)
    for day in ("0001-01-01", "1899-12-31", "2200-01-02", "9999-12-31"):
        await client.revoke_accreditation(made["id"], reason="Pelanggaran", revoked_on=day, status=422)
    await client.h.pool.execute("update accreditations set valid_until = '9999-12-31', notice_on = null")
    assert (await client.renew_accreditation(made["id"], status=422))["slug"] == "renewal-shortens"
    await client.revoke_accreditation(made["id"], reason="Pelanggaran", revoked_on="1900-01-01")
