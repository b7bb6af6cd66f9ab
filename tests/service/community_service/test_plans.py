"""Plans over HTTP: propose, confirm, plan again, cancel, forecast."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import Any

import pytest

from services.agreements import events as agreements
from services.community_service.jobs import JOBS
from services.training import events as training
from shared.journal import chain
from shared.postgres.pool import in_transaction
from tests.service.community_service import bodies, scene
from tests.service.community_service.bodies import MONDAY, TUESDAY
from tests.service.community_service.callers import BAPAS, COORDINATOR, COUNSELLOR, OTHER_BAPAS
from tests.service.community_service.client import CommunityServiceClient
from tests.support.harness import Harness

STRANGER = COUNSELLOR.at(OTHER_BAPAS).named("pk-2")


async def make_plan(
    client: CommunityServiceClient, sentence: dict[str, Any], status: int | None = None, **body: Any
) -> dict[str, Any]:
    said = {"sentence_id": sentence["id"]} | body
    made: dict[str, Any] = await client.make_plan(said, status=status)
    return made


async def confirm(client: CommunityServiceClient, plan: dict[str, Any], status: int | None = None) -> dict[str, Any]:
    done: dict[str, Any] = await client.confirm_plan(plan["id"], status=status)
    return done


CANCELLATION = {"cause": "weather", "reason": "hujan deras di Batu Merah"}


async def set_availability(client: CommunityServiceClient, sentence: dict[str, Any], **body: Any) -> dict[str, Any]:
    said: dict[str, Any] = await client.set_availability(sentence["id"], body)
    return said


async def read_sentence(client: CommunityServiceClient, sentence: dict[str, Any]) -> dict[str, Any]:
    seen: dict[str, Any] = await client.read_sentence(sentence["id"])
    return seen


def days(plan: dict[str, Any]) -> list[str]:
    return [f"{s['on']} {s['starts'][:5]}-{s['ends'][:5]}" for s in plan["sessions"]]


async def test_a_plan_is_proposed_and_confirmed(h: Harness, client: CommunityServiceClient) -> None:
    await scene.open_site(client)
    sentence = await scene.pronounce(client)
    plan = await make_plan(client, sentence)
    assert (plan["state"], plan["needed_minutes"], plan["optimal"]) == ("proposed", 480, True)
    assert days(plan) == [f"{MONDAY} 08:00-12:00", f"{TUESDAY} 08:00-12:00"]
    assert await scene.types(h) == ["site.opened", "sentence.assigned"]
    done = await confirm(client, plan)
    assert done["state"] == "confirmed"
    assert (await scene.types(h))[2:] == ["placement.confirmed", "session.scheduled", "session.scheduled"]
    view = await read_sentence(client, sentence)
    assert [s["on"] for s in view["placements"][0]["sessions"]] == [MONDAY, TUESDAY]
    assert (await confirm(client, plan, status=409))["title"] == "plan-not-proposed"
    seen = await client.read_plan(plan["id"])
    assert seen == done


async def test_where_there_is_no_plan_it_is_said_why(client: CommunityServiceClient) -> None:
    site = await scene.open_site(client)
    sentence = await scene.pronounce(client)
    closed = {"closed_days": [{"on": MONDAY, "reason": "banjir"}], "skills_required": ["menjahit"]}
    details = await client.set_site_details(site["id"], closed)
    assert details == await client.read_site_details(site["id"])
    plan = await make_plan(client, sentence)
    assert (plan["state"], plan["sessions"]) == ("impossible", [])
    told = plan["explanation"]
    assert (told["short_minutes"], told["relaxations"][0]["constraint"]) == (480, "skills")
    assert "menahan" in told["relaxations"][0]["text_id"]
    assert (await confirm(client, plan, status=409))["title"] == "plan-not-proposed"
    slugs = [v["slug"] for v in (await scene.place(client, sentence, site, bodies.session(), status=422))["violations"]]
    assert slugs == ["site-closed-that-day", "skill-missing"]


async def test_a_completed_training_opens_a_site(h: Harness, client: CommunityServiceClient) -> None:
    site = await scene.open_site(client)
    sentence = await scene.pronounce(client)
    await client.set_site_details(site["id"], {"skills_required": ["menjahit"]})
    path = "services/training/samples/training.enrolment.completed.internal.json"
    with open(path, "rb") as sample:
        said = training.EnrolmentCompleted.parse(sample.read())
    person = scene.IDENTITY.person(bodies.verdict()["nik"])
    await h.hear(said.model_copy(update={"person_id": person, "skill": "menjahit"}))
    assert (await make_plan(client, sentence))["state"] == "proposed"


async def test_a_persons_time_is_kept_apart_logged_and_heeded(h: Harness, client: CommunityServiceClient) -> None:
    site = await scene.open_site(client)
    sentence = await scene.pronounce(client)
    worship = {"kind": "worship", "weekday": 1, "starts": "08:00", "ends": "12:00"}
    away = {"kind": "care", "starts_on": TUESDAY, "ends_on": TUESDAY, "starts": "08:00", "ends": "14:00"}
    said = await set_availability(client, sentence, latitude=-3.7, longitude=128.2, blocked=[worship, away])
    assert await client.read_availability(sentence["id"], "perencanaan") == said
    assert await h.pool.fetchval("select count(*) from person_reads where purpose = 'perencanaan'") == 1
    await client.read_availability(sentence["id"], "perencanaan", caller=STRANGER, status=403)
    plan = await make_plan(client, sentence)
    assert days(plan) == [f"{MONDAY} 12:00-16:00", "2026-03-09 12:00-16:00"]
    assert plan["kilometres"] > 0
    refused = await scene.place(client, sentence, site, bodies.session(MONDAY), status=422)
    assert [v["slug"] for v in refused["violations"]] == ["time-blocked"]
    assert "worship" not in str(refused)
    assert "128.2" not in str(await h.facts())
    bad = {"blocked": [worship | {"ends": "07:00"}]}
    await client.set_availability(sentence["id"], bad, status=422)


async def test_two_counsellors_plan_the_last_seat_and_one_confirms_it(client: CommunityServiceClient) -> None:
    await scene.open_site(client, slots=[{"weekday": 1, "starts": "08:00", "ends": "16:00", "capacity": 1}])
    one = await scene.pronounce(client)
    other = await scene.pronounce(client, bodies.verdict(verdict_number="13", nik="8171010101900009"))
    plans = [await make_plan(client, one), await make_plan(client, other)]
    assert days(plans[0]) == days(plans[1])
    answers = await asyncio.gather(*[client.raw.confirm_plan(p["id"]) for p in plans])
    assert sorted(a.status_code for a in answers) == [200, 409]
    assert [a.json()["title"] for a in answers if a.status_code == 409] == ["slot-full"]
    loser = [one, other][[a.status_code for a in answers].index(409)]
    assert len((await read_sentence(client, loser))["placements"]) == 0
    again = await make_plan(client, loser)
    assert not set(days(again)) & set(days(plans[0]))
    assert (await confirm(client, again))["state"] == "confirmed"


async def test_one_plan_confirmed_twice_at_once_is_confirmed_once(h: Harness, client: CommunityServiceClient) -> None:
    await scene.open_site(client)
    plan = await make_plan(client, await scene.pronounce(client))
    answers = await asyncio.gather(*[client.raw.confirm_plan(plan["id"]) for _ in range(4)])
    assert sorted(a.status_code for a in answers) == [200, 409, 409, 409]
    assert (await scene.types(h)).count("session.scheduled") == 2


async def test_a_plan_that_is_outdated_is_refused(client: CommunityServiceClient) -> None:
    site = await scene.open_site(client)
    sentence = await scene.pronounce(client)
    plan = await make_plan(client, sentence)
    await scene.place(client, sentence, site, bodies.session(TUESDAY, "08:00", "09:00"))
    assert (await confirm(client, plan, status=409))["title"] == "plan-outdated"


async def test_everything_is_checked_again_at_the_confirmation(h: Harness, client: CommunityServiceClient) -> None:
    site = await scene.open_site(client)
    plan = await make_plan(client, await scene.pronounce(client))
    await client.suspend_site(site["id"])
    assert (await confirm(client, plan, status=409))["title"] == "site-not-open"
    assert "placement.confirmed" not in await scene.types(h)


async def test_after_an_absence_the_rest_stays_and_the_missing_is_added(
    h: Harness, client: CommunityServiceClient
) -> None:
    await scene.open_site(client)
    sentence = await scene.pronounce(client)
    await confirm(client, await make_plan(client, sentence))
    monday = (await read_sentence(client, sentence))["placements"][0]["sessions"][0]["id"]
    h.clock.set(datetime(2026, 3, 2, 8, tzinfo=UTC))
    await client.record_absence(monday)
    again = await make_plan(client, sentence)
    assert (days(again), len(again["kept"]), again["cancelled"]) == (["2026-03-09 08:00-12:00"], 1, [])
    await confirm(client, again)
    changed = [data for type_, data in await h.facts() if type_.endswith("placement.changed")]
    assert [(c["sessions_added"], c["sessions_kept"], c["completes_on"]) for c in changed] == [(1, 1, "2026-03-09")]


async def test_when_the_pks_rests_its_sessions_move_to_another_site(h: Harness, client: CommunityServiceClient) -> None:
    first = await scene.open_site(client)
    sentence = await scene.pronounce(client)
    await confirm(client, await make_plan(client, sentence))
    await scene.announce_agreement(h, agreements.CooperationAgreementSuspended, "suspended", 2)
    assert (await read_sentence(client, sentence))["needs_decision"]
    assert (await make_plan(client, sentence))["state"] == "impossible"
    await scene.announce_agreement(h, agreements.CooperationAgreementResumed, "in_force", 3)
    second = await scene.open_site(client, name="Taman kota")
    await client.close_site(first["id"])
    plan = await make_plan(client, sentence)
    assert ({s["site_id"] for s in plan["sessions"]}, len(plan["cancelled"])) == ({second["id"]}, 2)
    await confirm(client, plan)
    assert (await scene.types(h))[-6:] == [
        "session.cancelled",
        "session.cancelled",
        "placement.confirmed",
        "session.scheduled",
        "session.scheduled",
        "placement.changed",
    ]
    view = await read_sentence(client, sentence)
    assert (view["needs_decision"], sum(len(p["sessions"]) for p in view["placements"])) == (False, 2)
    async with h.pool.acquire() as conn, conn.transaction():
        assert [flaw async for flaw in chain.verify(conn)] == []


async def test_a_cancelled_session_frees_its_seat_its_time_and_its_day(
    h: Harness, client: CommunityServiceClient
) -> None:
    site = await scene.open_site(client, slots=[{"weekday": 1, "starts": "08:00", "ends": "16:00", "capacity": 1}])
    sentence = await scene.pronounce(client)
    id_ = (await scene.place(client, sentence, site))["sessions"][0]["id"]
    await client.cancel_session(id_, CANCELLATION, status=403, caller=STRANGER)
    assert await client.cancel_session(id_, CANCELLATION) is None
    fact = (await h.facts())[-1][1]
    assert (fact["cause"], fact["remaining_minutes"], "hujan" in str(fact)) == ("weather", 480, False)
    assert await h.pool.fetchval("select scheduled_minutes from case_days") == 0
    assert await h.pool.fetchval("select reason from cancelled_sessions") == "hujan deras di Batu Merah"
    await client.cancel_session(id_, CANCELLATION, status=404)
    await scene.place(client, sentence, site)


async def test_what_has_begun_cannot_be_cancelled(h: Harness, client: CommunityServiceClient) -> None:
    site = await scene.open_site(client)
    id_ = (await scene.place(client, await scene.pronounce(client), site))["sessions"][0]["id"]
    h.clock.set(datetime(2026, 3, 1, 23, 30, tzinfo=UTC))
    assert (await client.cancel_session(id_, CANCELLATION, status=409))["title"] == "session-not-cancellable"
    await client.check_in(id_)
    assert (await client.cancel_session(id_, CANCELLATION, status=409))["title"] == "session-not-cancellable"


async def test_a_check_in_meets_a_cancellation_and_one_of_them_wins(h: Harness, client: CommunityServiceClient) -> None:
    site = await scene.open_site(client)
    id_ = (await scene.place(client, await scene.pronounce(client), site))["sessions"][0]["id"]
    h.clock.set(datetime(2026, 3, 1, 22, 50, tzinfo=UTC))
    check_in = client.raw.check_in(id_)
    body = {"cause": "site", "reason": "banjir"}
    cancel = client.raw.cancel_session(id_, body)
    first, second = await asyncio.gather(check_in, cancel)
    assert (first.status_code, second.status_code) in {(200, 409), (404, 204)}


async def test_a_batch_answers_for_each_person(client: CommunityServiceClient) -> None:
    await scene.open_site(client, slots=[{"weekday": 1, "starts": "14:00", "ends": "18:00", "capacity": 1}])
    adult = await scene.pronounce(client)
    young = await scene.pronounce(client, bodies.child_verdict())
    tight = await scene.pronounce(
        client, bodies.verdict(verdict_number="14", nik="8171010101900011", ends_on="2026-03-09")
    )
    nobody = {"id": str(BAPAS)}
    asked = {"sentence_ids": [each["id"] for each in (adult, young, nobody, tight, adult)]}
    batch = await client.make_plans(asked)
    assert (batch["proposed"], batch["impossible"], batch["refused"]) == (3, 0, 1)
    assert [item["sentence_id"] for item in batch["items"]] == asked["sentence_ids"][:4]
    assert batch["items"][2]["refusal"] == "not-found"
    taken = [day for item in batch["items"] if item["plan"] for day in days(item["plan"])]
    assert len({day[:10] for day in taken}) == len(taken)
    for item in batch["items"]:
        if item["plan"]:
            await confirm(client, item["plan"])
    await client.make_plans(asked, caller=COUNSELLOR, status=403)


async def test_plans_are_for_the_counsellors_of_the_case(client: CommunityServiceClient) -> None:
    await scene.open_site(client)
    sentence = await scene.pronounce(client)
    plan = await make_plan(client, sentence)
    await client.make_plan({"sentence_id": sentence["id"]}, caller=STRANGER, status=403)
    await client.read_plan(plan["id"], caller=STRANGER, status=403)
    await client.confirm_plan(plan["id"], caller=STRANGER, status=403)
    await client.read_plan(plan["id"], caller=COORDINATOR)


async def risks(h: Harness) -> list[tuple[str, int]]:
    facts = await h.facts()
    return [(d["pace"], d["short_minutes"]) for t, d in facts if t == "community-service.sentence.at-risk"]


async def test_a_forecast_turns_worse_and_says_so_once(h: Harness, client: CommunityServiceClient) -> None:
    site = await scene.open_site(client)
    sentence = await scene.pronounce(client, bodies.verdict(hours=40))
    await h.tick()
    assert (await read_sentence(client, sentence))["forecast"]["pace"] == "on_pace"
    h.clock.set(datetime(2026, 5, 5, tzinfo=UTC))
    await h.tick()
    assert (await read_sentence(client, sentence))["forecast"]["pace"] == "cannot_finish"
    h.clock.set(datetime(2026, 5, 6, tzinfo=UTC))
    await h.tick()
    await h.tick()
    assert await risks(h) == [("cannot_finish", 720)]
    await client.suspend_site(site["id"])
    h.clock.set(datetime(2026, 5, 7, tzinfo=UTC))
    await h.tick()
    assert (await risks(h))[1:] == []
    assert (await read_sentence(client, sentence))["forecast"]["short_minutes"] == 2400


async def test_a_change_of_the_schedule_is_looked_at_the_same_day(h: Harness, client: CommunityServiceClient) -> None:
    site = await scene.open_site(client)
    sentence = await scene.pronounce(client, bodies.verdict(hours=24, ends_on="2026-03-24"))
    await h.tick()
    assert await risks(h) == [("at_risk", 0)]
    await confirm(client, await make_plan(client, sentence))
    assert await h.tick() == 1
    seen = (await read_sentence(client, sentence))["forecast"]
    assert (seen["pace"], seen["scheduled_minutes"]) == ("on_pace", 1440)
    await client.close_site(site["id"])
    assert await h.tick() == 1
    assert await risks(h) == [("at_risk", 0), ("cannot_finish", 1440)]
    assert await h.tick() == 0


async def test_two_replicas_say_it_once(h: Harness, client: CommunityServiceClient) -> None:
    sentence = await scene.pronounce(client)
    (forecast_due,) = [job for job in JOBS if job.__name__ == "forecast_due"]
    runs = [in_transaction(h.pool, lambda conn: forecast_due(conn, h.clock.now())) for _ in range(4)]
    assert sum(await asyncio.gather(*runs)) == 1
    assert await risks(h) == [("cannot_finish", 480)]
    assert (await read_sentence(client, sentence))["forecast"]["short_minutes"] == 480


@pytest.mark.parametrize(
    "body", [{}, {"blocked": [{"kind": "work", "starts": "08:00", "ends": "09:00"}]}, {"latitude": 1}]
)
async def test_what_availability_must_say(client: CommunityServiceClient, body: dict[str, Any]) -> None:
    sentence = await scene.pronounce(client)
    await client.set_availability(sentence["id"], body, status=422 if body else 200)
