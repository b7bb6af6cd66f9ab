"""Agreements: an umbrella and a PKS from the draft until they are in force, and what is refused on the way."""

from __future__ import annotations

from tests.service.agreements import scene
from tests.service.agreements.client import AgreementsClient


async def test_an_umbrella_is_in_force_when_every_party_has_signed_and_its_day_has_come(
    client: AgreementsClient,
) -> None:
    umbrella = await scene.make_umbrella(client)
    assert await scene.state_of(client, umbrella) == "in_force"
    assert [type_ for type_, _ in await client.h.facts()][-2:] == [
        "agreements.joint-agreement.signed",
        "agreements.joint-agreement.activated",
    ]


async def test_a_signed_umbrella_waits_for_local_midnight_of_its_first_day(client: AgreementsClient) -> None:
    umbrella = await scene.make_umbrella(client, starts_on="2026-02-10")
    assert await scene.state_of(client, umbrella) == "signed"
    scene.move_to(client, "2026-02-09 23:59")
    assert await client.h.tick() == 0
    scene.move_to(client, "2026-02-12 08:00")
    assert await client.h.tick() == 1
    assert await client.h.tick() == 0
    when = await client.h.pool.fetchval("select occurred_at from journal order by position desc limit 1")
    assert when == scene.local("2026-02-10"), "late, but dated when it was due"


async def test_a_pks_needs_an_umbrella_in_force(client: AgreementsClient) -> None:
    refused = await client.draft_cooperation_agreement(await scene.draft_umbrella(client), status=409)
    assert (refused["slug"], refused["rule"], refused["article"]) == ("umbrella-not-in-force", "A2", "PP 28/2018")


async def test_the_head_of_an_agency_signs_only_with_a_power_of_attorney(client: AgreementsClient) -> None:
    pks = await scene.draft_pks(client, await scene.make_umbrella(client))
    await scene.approve(client, pks)
    by_office = {"authority": "office", "kuasa_number": None, "kuasa_date": None}
    assert (await client.sign(pks, "agency", status=422, **by_office))["slug"] == "power-of-attorney-missing"
    await client.sign(pks, "agency")
    assert (await client.sign(pks, "prison"))["state"] == "in_force"


async def test_cascade_a_suspended_umbrella_suspends_its_pks_and_resumes_them(client: AgreementsClient) -> None:
    umbrella = await scene.make_umbrella(client)
    below = await scene.make_pks(client, umbrella)
    for act, state in ((client.suspend, "suspended"), (client.resume, "in_force")):
        await act(umbrella)
        assert await scene.state_of(client, below) == state
    assert [type_ for type_, _ in await client.h.facts()][-4:] == [
        "agreements.joint-agreement.suspended",
        "agreements.cooperation-agreement.suspended",
        "agreements.joint-agreement.resumed",
        "agreements.cooperation-agreement.resumed",
    ]


async def test_expiry_takes_the_pks_along_once(client: AgreementsClient) -> None:
    umbrella = await scene.make_umbrella(client)
    await scene.make_pks(client, umbrella, ends_on="2031-02-08")
    client.h.clock.set(scene.local("2031-02-08 23:59").replace(second=59))
    await client.h.tick()
    assert await scene.verbs(client, "expired") == []
    scene.move_to(client, "2031-02-09")
    await client.h.tick()
    await client.h.tick()
    assert await scene.verbs(client, "expired") == [("joint", "expired"), ("cooperation", "expired")]


async def test_a_clerk_of_another_organisation_cannot_review(client: AgreementsClient) -> None:
    umbrella = await scene.draft_umbrella(client)
    await client.submit(umbrella)
    assert (await client.review(umbrella, "city", by="office", status=403))["slug"] == "forbidden"


async def test_numbers_are_unique_per_party_and_year(client: AgreementsClient) -> None:
    first = await client.read(await scene.make_umbrella(client))
    second = await scene.approve(client, await scene.draft_umbrella(client))
    taken = next(p["number"] for p in first["parties"] if p["code"] == "city")
    assert (await client.sign(second, "city", number=taken, status=409))["slug"] == "number-taken"


async def test_a_request_for_changes_makes_it_a_draft_again(client: AgreementsClient) -> None:
    umbrella = await scene.draft_umbrella(client)
    await client.submit(umbrella)
    answer = await client.review(umbrella, "office", "request_changes", comment="Pasal 3 belum jelas")
    assert answer["state"] == "draft"
    assert answer["reviews"][0]["comment"] == "Pasal 3 belum jelas"
