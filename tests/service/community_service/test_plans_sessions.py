"""The schedule of a case, and a proposed plan beside it: kept, new, gone, and how far each site is from home."""

from __future__ import annotations

from tests.service.community_service import scene
from tests.service.community_service.bodies import MONDAY, TUESDAY, Json
from tests.service.community_service.callers import AUDITOR, BAPAS, COORDINATOR, COUNSELLOR, OTHER_BAPAS, PROSECUTOR
from tests.service.community_service.client import CommunityServiceClient
from tests.support.harness import Harness

HOME = {"latitude": -3.66, "longitude": 128.21}


def days(lines: list[Json]) -> list[str]:
    return [each["on"] for each in lines]


async def test_what_is_booked_is_shown_with_its_sites(client: CommunityServiceClient) -> None:
    await scene.open_site(client)
    sentence = await scene.pronounce(client)
    nothing = await client.read_current_plan(sentence["id"])
    assert (nothing["confirmed_plan_id"], nothing["proposed_plan_id"], nothing["sessions"]) == (None, None, [])
    plan = await scene.make_plan(client, sentence)
    assert (await client.read_current_plan(sentence["id"]))["proposed_plan_id"] == plan["id"]
    await client.confirm_plan(plan["id"])
    seen = await client.read_current_plan(sentence["id"])
    assert (seen["confirmed_plan_id"], seen["proposed_plan_id"]) == (plan["id"], None)
    assert (days(seen["sessions"]), seen["minutes"], seen["completes_on"]) == ([MONDAY, TUESDAY], 480, TUESDAY)
    line = seen["sessions"][0]
    assert {name: line[name] for name in ("site_name", "starts", "ends", "minutes", "kilometres")} == {
        "site_name": "SD Negeri 64",
        "starts": "08:00:00",
        "ends": "12:00:00",
        "minutes": 240,
        "kilometres": None,
    }


async def test_a_proposal_stands_beside_the_schedule(client: CommunityServiceClient) -> None:
    site = await scene.open_site(client)
    sentence = await scene.pronounce(client)
    await client.confirm_plan((await scene.make_plan(client, sentence))["id"])
    await client.set_site_details(site["id"], {"closed_days": [{"on": TUESDAY, "reason": "banjir"}]})
    plan = await scene.make_plan(client, sentence)
    seen = await client.compare_plan(plan["id"])
    assert (days(seen["kept"]), days(seen["gone"]), days(seen["added"])) == ([MONDAY], [TUESDAY], ["2026-03-09"])
    assert (seen["outdated"], seen["plan"]["id"], seen["added"][0]["id"]) == (False, plan["id"], None)
    gone = seen["gone"][0]["id"]
    await client.cancel_session(gone, {"cause": "site", "reason": "banjir"})
    late = await client.compare_plan(plan["id"])
    assert (late["outdated"], days(late["gone"])) == (True, [TUESDAY]), "a cancelled session is still told"
    assert (await client.confirm_plan(plan["id"], status=409))["title"] == "plan-outdated"


async def test_how_far_a_site_is_is_personal_and_each_read_is_logged(
    h: Harness, client: CommunityServiceClient
) -> None:
    await scene.open_site(client)
    sentence = await scene.pronounce(client)
    await client.set_availability(sentence["id"], HOME)
    await client.confirm_plan((await scene.make_plan(client, sentence))["id"])
    assert (await client.read_current_plan(sentence["id"]))["sessions"][0]["kilometres"] is None
    await client.state_purpose("menyusun jadwal")
    await client.state_purpose("menyusun jadwal", caller=COUNSELLOR.at(OTHER_BAPAS))
    assert (await client.read_current_plan(sentence["id"]))["sessions"][0]["kilometres"] == 4.7
    both = await client.read_current_plan(sentence["id"], caller=COORDINATOR)
    assert both["sessions"][0]["kilometres"] is None
    rows = await h.pool.fetch("select reader, purpose from person_reads where purpose = 'menyusun jadwal'")
    assert [tuple(row) for row in rows] == [("pk", "menyusun jadwal")]


async def test_a_coordinator_of_another_probation_office_learns_no_distance(
    h: Harness, client: CommunityServiceClient
) -> None:
    await scene.open_site(client)
    sentence = await scene.pronounce(client)
    await client.set_availability(sentence["id"], HOME)
    await client.confirm_plan((await scene.make_plan(client, sentence))["id"])
    token = h.token("counsellor", "coordinator", organisation=OTHER_BAPAS, subject="both")
    stated = await h.client.post("/community-service/clients/purpose", json={"purpose": "ingin tahu"}, headers=token)
    assert stated.status_code == 201
    seen = await h.client.get(f"/community-service/sentences/{sentence['id']}/plan", headers=token)
    assert [each["kilometres"] for each in seen.json()["sessions"]] == [None, None]


async def test_only_the_counsellor_of_the_case_and_coordinators_read_it(client: CommunityServiceClient) -> None:
    await scene.open_site(client)
    sentence = await scene.pronounce(client)
    plan = await scene.make_plan(client, sentence)
    for caller in (COUNSELLOR.at(OTHER_BAPAS), PROSECUTOR, AUDITOR):
        await client.read_current_plan(sentence["id"], caller=caller, status=403)
        await client.compare_plan(plan["id"], caller=caller, status=403)
    await client.read_current_plan(BAPAS, status=404)
    await client.compare_plan(BAPAS, status=404)
