"""Plans over HTTP: make, confirm, and make again after a change."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

from services.agreements import events as agreements
from services.training import events as training
from shared.journal import chain
from tests.service.community_service import bodies, scene
from tests.service.community_service.bodies import MONDAY, TUESDAY
from tests.service.community_service.callers import COORDINATOR, COUNSELLOR, OTHER_BAPAS
from tests.service.community_service.client import CommunityServiceClient
from tests.support.harness import Harness

STRANGER = COUNSELLOR.at(OTHER_BAPAS).named("pk-2")


async def test_a_plan_is_proposed_and_confirmed(h: Harness, client: CommunityServiceClient) -> None:
    await scene.open_site(client)
    sentence = await scene.pronounce(client)
    plan = await scene.make_plan(client, sentence)
    assert (plan["state"], plan["needed_minutes"], plan["optimal"]) == ("proposed", 480, True)
    assert scene.planned_times(plan) == [f"{MONDAY} 08:00-12:00", f"{TUESDAY} 08:00-12:00"]
    assert await scene.types(h) == ["site.opened", "sentence.assigned"]
    done = await client.confirm_plan(plan["id"])
    assert done["state"] == "confirmed"
    assert (await scene.types(h))[2:] == ["placement.confirmed", "session.scheduled", "session.scheduled"]
    view = await client.read_sentence(sentence["id"])
    assert [s["on"] for s in view["placements"][0]["sessions"]] == [MONDAY, TUESDAY]
    assert (await client.confirm_plan(plan["id"], status=409))["title"] == "plan-not-proposed"
    seen = await client.read_plan(plan["id"])
    assert seen == done


async def test_without_a_plan_the_answer_explains_why(client: CommunityServiceClient) -> None:
    site = await scene.open_site(client)
    sentence = await scene.pronounce(client)
    closed = {"closed_days": [{"on": MONDAY, "reason": "banjir"}], "skills_required": ["menjahit"]}
    details = await client.set_site_details(site["id"], closed)
    assert details == await client.read_site_details(site["id"])
    plan = await scene.make_plan(client, sentence)
    assert (plan["state"], plan["sessions"]) == ("impossible", [])
    explanation = plan["explanation"]
    assert (explanation["short_minutes"], explanation["relaxations"][0]["constraint"]) == (480, "skills")
    assert "menahan" in explanation["relaxations"][0]["text_id"]
    assert (await client.confirm_plan(plan["id"], status=409))["title"] == "plan-not-proposed"
    slugs = [v["slug"] for v in (await scene.place(client, sentence, site, bodies.session(), status=422))["violations"]]
    assert slugs == ["site-closed-that-day", "skill-missing"]


async def test_a_completed_training_opens_a_site(h: Harness, client: CommunityServiceClient) -> None:
    site = await scene.open_site(client)
    sentence = await scene.pronounce(client)
    await client.set_site_details(site["id"], {"skills_required": ["menjahit"]})
    path = "services/training/samples/training.enrolment.completed.internal.json"
    with open(path, "rb") as sample:
        completed = training.EnrolmentCompleted.parse(sample.read())
    person = scene.IDENTITY.person(bodies.verdict()["nik"])
    await h.hear(completed.model_copy(update={"person_id": person, "skill": "menjahit"}))
    assert (await scene.make_plan(client, sentence))["state"] == "proposed"


async def test_two_counsellors_plan_the_last_seat_and_one_confirms_it(client: CommunityServiceClient) -> None:
    await scene.open_site(client, slots=[{"weekday": 1, "starts": "08:00", "ends": "16:00", "capacity": 1}])
    one = await scene.pronounce(client)
    other = await scene.pronounce(client, bodies.verdict(verdict_number="13", nik="8171010101900009"))
    plans = [await scene.make_plan(client, one), await scene.make_plan(client, other)]
    assert scene.planned_times(plans[0]) == scene.planned_times(plans[1])
    answers = await asyncio.gather(*[client.raw.confirm_plan(p["id"]) for p in plans])
    assert sorted(a.status_code for a in answers) == [200, 409]
    assert [a.json()["title"] for a in answers if a.status_code == 409] == ["slot-full"]
    loser = [one, other][[a.status_code for a in answers].index(409)]
    assert len((await client.read_sentence(loser["id"]))["placements"]) == 0
    again = await scene.make_plan(client, loser)
    assert not set(scene.planned_times(again)) & set(scene.planned_times(plans[0]))
    assert (await client.confirm_plan(again["id"]))["state"] == "confirmed"


async def test_one_plan_confirmed_twice_at_once_is_confirmed_once(h: Harness, client: CommunityServiceClient) -> None:
    await scene.open_site(client)
    plan = await scene.make_plan(client, await scene.pronounce(client))
    answers = await asyncio.gather(*[client.raw.confirm_plan(plan["id"]) for _ in range(4)])
    assert sorted(a.status_code for a in answers) == [200, 409, 409, 409]
    assert (await scene.types(h)).count("session.scheduled") == 2


async def test_a_plan_that_is_outdated_is_refused(client: CommunityServiceClient) -> None:
    site = await scene.open_site(client)
    sentence = await scene.pronounce(client)
    plan = await scene.make_plan(client, sentence)
    await scene.place(client, sentence, site, bodies.session(TUESDAY, "08:00", "09:00"))
    assert (await client.confirm_plan(plan["id"], status=409))["title"] == "plan-outdated"


async def test_everything_is_checked_again_at_the_confirmation(h: Harness, client: CommunityServiceClient) -> None:
    site = await scene.open_site(client)
    plan = await scene.make_plan(client, await scene.pronounce(client))
    await client.suspend_site(site["id"])
    assert (await client.confirm_plan(plan["id"], status=409))["title"] == "site-not-open"
    assert "placement.confirmed" not in await scene.types(h)


async def test_after_an_absence_the_rest_stays_and_the_missing_is_added(
    h: Harness, client: CommunityServiceClient
) -> None:
    await scene.open_site(client)
    sentence = await scene.pronounce(client)
    await client.confirm_plan((await scene.make_plan(client, sentence))["id"])
    monday = (await client.read_sentence(sentence["id"]))["placements"][0]["sessions"][0]["id"]
    h.clock.set(datetime(2026, 3, 2, 8, tzinfo=UTC))
    await client.record_absence(monday)
    again = await scene.make_plan(client, sentence)
    assert (scene.planned_times(again), len(again["kept"]), again["cancelled"]) == (["2026-03-09 08:00-12:00"], 1, [])
    await client.confirm_plan(again["id"])
    changed = [data for type_, data in await h.facts() if type_.endswith("placement.changed")]
    assert [(c["sessions_added"], c["sessions_kept"], c["completes_on"]) for c in changed] == [(1, 1, "2026-03-09")]


async def test_when_the_pks_rests_its_sessions_move_to_another_site(h: Harness, client: CommunityServiceClient) -> None:
    first = await scene.open_site(client)
    sentence = await scene.pronounce(client)
    await client.confirm_plan((await scene.make_plan(client, sentence))["id"])
    await scene.announce_agreement(h, agreements.CooperationAgreementSuspended, "suspended", 2)
    assert (await client.read_sentence(sentence["id"]))["needs_decision"]
    assert (await scene.make_plan(client, sentence))["state"] == "impossible"
    await scene.announce_agreement(h, agreements.CooperationAgreementResumed, "in_force", 3)
    second = await scene.open_site(client, name="Taman kota")
    await client.close_site(first["id"])
    plan = await scene.make_plan(client, sentence)
    assert ({s["site_id"] for s in plan["sessions"]}, len(plan["cancelled"])) == ({second["id"]}, 2)
    await client.confirm_plan(plan["id"])
    assert (await scene.types(h))[-6:] == [
        "session.cancelled",
        "session.cancelled",
        "placement.confirmed",
        "session.scheduled",
        "session.scheduled",
        "placement.changed",
    ]
    view = await client.read_sentence(sentence["id"])
    assert (view["needs_decision"], sum(len(p["sessions"]) for p in view["placements"])) == (False, 2)
    async with h.pool.acquire() as conn, conn.transaction():
        assert [flaw async for flaw in chain.verify(conn)] == []


async def test_plans_are_for_the_counsellors_of_the_case(client: CommunityServiceClient) -> None:
    await scene.open_site(client)
    sentence = await scene.pronounce(client)
    plan = await scene.make_plan(client, sentence)
    await client.make_plan({"sentence_id": sentence["id"]}, caller=STRANGER, status=403)
    await client.read_plan(plan["id"], caller=STRANGER, status=403)
    await client.confirm_plan(plan["id"], caller=STRANGER, status=403)
    await client.read_plan(plan["id"], caller=COORDINATOR)
