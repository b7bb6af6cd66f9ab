"""Planning through the doors: propose, confirm, plan again, cancel, forecast."""

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
from tests.service.community_service.scene import (
    API,
    BAPAS,
    COUNSELLOR,
    IDENTITY,
    MONDAY,
    OTHER_BAPAS,
    SUPERVISOR,
    TUESDAY,
    agreement,
    child,
    opened_site,
    placed,
    sentenced,
    session,
    types,
    verdict,
)
from tests.support.harness import Harness

STRANGER: dict[str, Any] = {"organisation": OTHER_BAPAS, "subject": "pk-2"}


async def planned(h: Harness, sentence: dict[str, Any], status: int | None = None, **body: Any) -> dict[str, Any]:
    said = {"sentence_id": sentence["id"]} | body
    made: dict[str, Any] = await h.post(f"{API}/plans", said, "counsellor", status=status, **COUNSELLOR)
    return made


async def confirmed(h: Harness, plan: dict[str, Any], status: int | None = None) -> dict[str, Any]:
    path = f"{API}/plans/{plan['id']}/confirmation"
    done: dict[str, Any] = await h.put(path, None, "counsellor", status=status, **COUNSELLOR)
    return done


async def cancelled(h: Harness, id_: str, status: int | None = None, **who: Any) -> Any:
    body = {"cause": "weather", "reason": "hujan deras di Batu Merah"}
    return await h.post(f"{API}/sessions/{id_}/cancellation", body, "counsellor", status=status, **(who or COUNSELLOR))


async def available(h: Harness, sentence: dict[str, Any], **body: Any) -> dict[str, Any]:
    path = f"{API}/sentences/{sentence['id']}/availability"
    said: dict[str, Any] = await h.put(path, body, "counsellor", **COUNSELLOR)
    return said


async def read(h: Harness, sentence: dict[str, Any]) -> dict[str, Any]:
    seen: dict[str, Any] = await h.get(f"{API}/sentences/{sentence['id']}", "auditor")
    return seen


def days(plan: dict[str, Any]) -> list[str]:
    return [f"{s['on']} {s['starts'][:5]}-{s['ends'][:5]}" for s in plan["sessions"]]


async def test_a_plan_is_proposed_and_confirmed(h: Harness) -> None:
    await opened_site(h)
    sentence = await sentenced(h)
    plan = await planned(h, sentence)
    assert (plan["state"], plan["needed_minutes"], plan["optimal"]) == ("proposed", 480, True)
    assert days(plan) == [f"{MONDAY} 08:00-12:00", f"{TUESDAY} 08:00-12:00"]
    assert await types(h) == ["site.opened", "sentence.assigned"]
    done = await confirmed(h, plan)
    assert done["state"] == "confirmed"
    assert (await types(h))[2:] == ["placement.confirmed", "session.scheduled", "session.scheduled"]
    view = await read(h, sentence)
    assert [s["on"] for s in view["placements"][0]["sessions"]] == [MONDAY, TUESDAY]
    assert (await confirmed(h, plan, status=409))["title"] == "plan-not-proposed"
    seen = await h.get(f"{API}/plans/{plan['id']}", "counsellor", **COUNSELLOR)
    assert seen == done


async def test_where_there_is_no_plan_it_is_said_why(h: Harness) -> None:
    site = await opened_site(h)
    sentence = await sentenced(h)
    closed = {"closed_days": [{"on": MONDAY, "reason": "banjir"}], "skills_required": ["menjahit"]}
    details = await h.put(f"{API}/sites/{site['id']}/details", closed, "coordinator")
    assert details == await h.get(f"{API}/sites/{site['id']}/details", "counsellor", **COUNSELLOR)
    plan = await planned(h, sentence)
    assert (plan["state"], plan["sessions"]) == ("impossible", [])
    told = plan["explanation"]
    assert (told["short_minutes"], told["relaxations"][0]["constraint"]) == (480, "skills")
    assert "menahan" in told["relaxations"][0]["text_id"]
    assert (await confirmed(h, plan, status=409))["title"] == "plan-not-proposed"
    slugs = [v["slug"] for v in (await placed(h, sentence, site, session(), status=422))["violations"]]
    assert slugs == ["site-closed-that-day", "skill-missing"]


async def test_a_completed_training_opens_a_site(h: Harness) -> None:
    site = await opened_site(h)
    sentence = await sentenced(h)
    await h.put(f"{API}/sites/{site['id']}/details", {"skills_required": ["menjahit"]}, "coordinator")
    path = "services/training/samples/training.enrolment.completed.internal.json"
    with open(path, "rb") as sample:
        said = training.EnrolmentCompleted.parse(sample.read())
    person = IDENTITY.person(verdict()["nik"])
    await h.hear(said.model_copy(update={"person_id": person, "skill": "menjahit"}))
    assert (await planned(h, sentence))["state"] == "proposed"


async def test_a_persons_time_is_kept_apart_logged_and_heeded(h: Harness) -> None:
    site = await opened_site(h)
    sentence = await sentenced(h)
    worship = {"kind": "worship", "weekday": 1, "starts": "08:00", "ends": "12:00"}
    away = {"kind": "care", "starts_on": TUESDAY, "ends_on": TUESDAY, "starts": "08:00", "ends": "14:00"}
    said = await available(h, sentence, latitude=-3.7, longitude=128.2, blocked=[worship, away])
    path = f"{API}/sentences/{sentence['id']}/availability?purpose=perencanaan"
    assert await h.get(path, "counsellor", **COUNSELLOR) == said
    assert await h.pool.fetchval("select count(*) from person_reads where purpose = 'perencanaan'") == 1
    await h.get(path, "counsellor", status=403, **STRANGER)
    plan = await planned(h, sentence)
    assert days(plan) == [f"{MONDAY} 12:00-16:00", "2026-03-09 12:00-16:00"]
    assert plan["kilometres"] > 0
    refused = await placed(h, sentence, site, session(MONDAY), status=422)
    assert [v["slug"] for v in refused["violations"]] == ["time-blocked"]
    assert "worship" not in str(refused)
    assert "128.2" not in str(await h.facts())
    bad = {"blocked": [worship | {"ends": "07:00"}]}
    await h.put(f"{API}/sentences/{sentence['id']}/availability", bad, "counsellor", status=422, **COUNSELLOR)


async def test_two_counsellors_plan_the_last_seat_and_one_confirms_it(h: Harness) -> None:
    await opened_site(h, slots=[{"weekday": 1, "starts": "08:00", "ends": "16:00", "capacity": 1}])
    one = await sentenced(h)
    other = await sentenced(h, verdict(verdict_number="13", nik="8171010101900009"))
    plans = [await planned(h, one), await planned(h, other)]
    assert days(plans[0]) == days(plans[1])
    answers = await asyncio.gather(
        *[
            h.client.put(f"{API}/plans/{p['id']}/confirmation", headers=h.token("counsellor", **COUNSELLOR))
            for p in plans
        ]
    )
    assert sorted(a.status_code for a in answers) == [200, 409]
    assert [a.json()["title"] for a in answers if a.status_code == 409] == ["slot-full"]
    loser = [one, other][[a.status_code for a in answers].index(409)]
    assert len((await read(h, loser))["placements"]) == 0
    again = await planned(h, loser)
    assert not set(days(again)) & set(days(plans[0]))
    assert (await confirmed(h, again))["state"] == "confirmed"


async def test_one_plan_confirmed_twice_at_once_is_confirmed_once(h: Harness) -> None:
    await opened_site(h)
    plan = await planned(h, await sentenced(h))
    path, headers = f"{API}/plans/{plan['id']}/confirmation", h.token("counsellor", **COUNSELLOR)
    answers = await asyncio.gather(*[h.client.put(path, headers=headers) for _ in range(4)])
    assert sorted(a.status_code for a in answers) == [200, 409, 409, 409]
    assert (await types(h)).count("session.scheduled") == 2


async def test_a_plan_that_is_outdated_is_refused(h: Harness) -> None:
    site = await opened_site(h)
    sentence = await sentenced(h)
    plan = await planned(h, sentence)
    await placed(h, sentence, site, session(TUESDAY, "08:00", "09:00"))
    assert (await confirmed(h, plan, status=409))["title"] == "plan-outdated"


async def test_everything_is_checked_again_at_the_confirmation(h: Harness) -> None:
    site = await opened_site(h)
    plan = await planned(h, await sentenced(h))
    await h.put(f"{API}/sites/{site['id']}/suspension", None, "coordinator")
    assert (await confirmed(h, plan, status=409))["title"] == "site-not-open"
    assert "placement.confirmed" not in await types(h)


async def test_after_an_absence_the_rest_stays_and_the_missing_is_added(h: Harness) -> None:
    await opened_site(h)
    sentence = await sentenced(h)
    await confirmed(h, await planned(h, sentence))
    monday = (await read(h, sentence))["placements"][0]["sessions"][0]["id"]
    h.clock.set(datetime(2026, 3, 2, 8, tzinfo=UTC))
    body = {"outcome": "unacceptable_absence"}
    await h.post(f"{API}/sessions/{monday}/absence", body, "supervisor", **SUPERVISOR)
    again = await planned(h, sentence)
    assert (days(again), len(again["kept"]), again["cancelled"]) == (["2026-03-09 08:00-12:00"], 1, [])
    await confirmed(h, again)
    changed = [data for type_, data in await h.facts() if type_.endswith("placement.changed")]
    assert [(c["sessions_added"], c["sessions_kept"], c["completes_on"]) for c in changed] == [(1, 1, "2026-03-09")]


async def test_when_the_pks_rests_its_sessions_move_to_another_site(h: Harness) -> None:
    first = await opened_site(h)
    sentence = await sentenced(h)
    await confirmed(h, await planned(h, sentence))
    await agreement(h, agreements.CooperationAgreementSuspended, "suspended", 2)
    assert (await read(h, sentence))["needs_decision"]
    assert (await planned(h, sentence))["state"] == "impossible"
    await agreement(h, agreements.CooperationAgreementResumed, "in_force", 3)
    second = await opened_site(h, name="Taman kota")
    await h.put(f"{API}/sites/{first['id']}/closure", None, "coordinator")
    plan = await planned(h, sentence)
    assert ({s["site_id"] for s in plan["sessions"]}, len(plan["cancelled"])) == ({second["id"]}, 2)
    await confirmed(h, plan)
    assert (await types(h))[-6:] == [
        "session.cancelled",
        "session.cancelled",
        "placement.confirmed",
        "session.scheduled",
        "session.scheduled",
        "placement.changed",
    ]
    view = await read(h, sentence)
    assert (view["needs_decision"], sum(len(p["sessions"]) for p in view["placements"])) == (False, 2)
    async with h.pool.acquire() as conn, conn.transaction():
        assert [flaw async for flaw in chain.verify(conn)] == []


async def test_a_cancelled_session_frees_its_seat_its_time_and_its_day(h: Harness) -> None:
    site = await opened_site(h, slots=[{"weekday": 1, "starts": "08:00", "ends": "16:00", "capacity": 1}])
    sentence = await sentenced(h)
    id_ = (await placed(h, sentence, site))["sessions"][0]["id"]
    await cancelled(h, id_, status=403, **STRANGER)
    assert await cancelled(h, id_) is None
    fact = (await h.facts())[-1][1]
    assert (fact["cause"], fact["remaining_minutes"], "hujan" in str(fact)) == ("weather", 480, False)
    assert await h.pool.fetchval("select scheduled_minutes from case_days") == 0
    assert await h.pool.fetchval("select reason from cancelled_sessions") == "hujan deras di Batu Merah"
    await cancelled(h, id_, status=404)
    await placed(h, sentence, site)


async def test_what_has_begun_cannot_be_cancelled(h: Harness) -> None:
    site = await opened_site(h)
    id_ = (await placed(h, await sentenced(h), site))["sessions"][0]["id"]
    h.clock.set(datetime(2026, 3, 1, 23, 30, tzinfo=UTC))
    assert (await cancelled(h, id_, status=409))["title"] == "session-not-cancellable"
    await h.post(f"{API}/sessions/{id_}/check-in", {}, "supervisor", **SUPERVISOR)
    assert (await cancelled(h, id_, status=409))["title"] == "session-not-cancellable"


async def test_a_check_in_meets_a_cancellation_and_one_of_them_wins(h: Harness) -> None:
    site = await opened_site(h)
    id_ = (await placed(h, await sentenced(h), site))["sessions"][0]["id"]
    h.clock.set(datetime(2026, 3, 1, 22, 50, tzinfo=UTC))
    check_in = h.client.post(f"{API}/sessions/{id_}/check-in", json={}, headers=h.token("supervisor", **SUPERVISOR))
    body = {"cause": "site", "reason": "banjir"}
    cancel = h.client.post(f"{API}/sessions/{id_}/cancellation", json=body, headers=h.token("counsellor", **COUNSELLOR))
    first, second = await asyncio.gather(check_in, cancel)
    assert (first.status_code, second.status_code) in {(200, 409), (404, 204)}


async def test_a_batch_answers_for_each_person(h: Harness) -> None:
    await opened_site(h, slots=[{"weekday": 1, "starts": "14:00", "ends": "18:00", "capacity": 1}])
    adult = await sentenced(h)
    young = await sentenced(h, child())
    tight = await sentenced(h, verdict(verdict_number="14", nik="8171010101900011", ends_on="2026-03-09"))
    nobody = {"id": str(BAPAS)}
    asked = {"sentence_ids": [each["id"] for each in (adult, young, nobody, tight, adult)]}
    batch = await h.post(f"{API}/plans/batch", asked, "coordinator")
    assert (batch["proposed"], batch["impossible"], batch["refused"]) == (3, 0, 1)
    assert [item["sentence_id"] for item in batch["items"]] == asked["sentence_ids"][:4]
    assert batch["items"][2]["refusal"] == "not-found"
    taken = [day for item in batch["items"] if item["plan"] for day in days(item["plan"])]
    assert len({day[:10] for day in taken}) == len(taken)
    for item in batch["items"]:
        if item["plan"]:
            await confirmed(h, item["plan"])
    await h.post(f"{API}/plans/batch", asked, "counsellor", status=403, **COUNSELLOR)


async def test_plans_are_for_the_counsellors_of_the_case(h: Harness) -> None:
    await opened_site(h)
    sentence = await sentenced(h)
    plan = await planned(h, sentence)
    await h.post(f"{API}/plans", {"sentence_id": sentence["id"]}, "counsellor", status=403, **STRANGER)
    await h.get(f"{API}/plans/{plan['id']}", "counsellor", status=403, **STRANGER)
    await h.put(f"{API}/plans/{plan['id']}/confirmation", None, "counsellor", status=403, **STRANGER)
    await h.get(f"{API}/plans/{plan['id']}", "coordinator")


async def risks(h: Harness) -> list[tuple[str, int]]:
    facts = await h.facts()
    return [(d["pace"], d["short_minutes"]) for t, d in facts if t == "community-service.sentence.at-risk"]


async def test_a_forecast_turns_worse_and_says_so_once(h: Harness) -> None:
    site = await opened_site(h)
    sentence = await sentenced(h, verdict(hours=40))
    await h.tick()
    assert (await read(h, sentence))["forecast"]["pace"] == "on_pace"
    h.clock.set(datetime(2026, 5, 5, tzinfo=UTC))
    await h.tick()
    assert (await read(h, sentence))["forecast"]["pace"] == "cannot_finish"
    h.clock.set(datetime(2026, 5, 6, tzinfo=UTC))
    await h.tick()
    await h.tick()
    assert await risks(h) == [("cannot_finish", 720)]
    await h.put(f"{API}/sites/{site['id']}/suspension", None, "coordinator")
    h.clock.set(datetime(2026, 5, 7, tzinfo=UTC))
    await h.tick()
    assert (await risks(h))[1:] == []
    assert (await read(h, sentence))["forecast"]["short_minutes"] == 2400


async def test_a_change_of_the_schedule_is_looked_at_the_same_day(h: Harness) -> None:
    site = await opened_site(h)
    sentence = await sentenced(h, verdict(hours=24, ends_on="2026-03-24"))
    await h.tick()
    assert await risks(h) == [("at_risk", 0)]
    await confirmed(h, await planned(h, sentence))
    assert await h.tick() == 1
    seen = (await read(h, sentence))["forecast"]
    assert (seen["pace"], seen["scheduled_minutes"]) == ("on_pace", 1440)
    await h.put(f"{API}/sites/{site['id']}/closure", None, "coordinator")
    assert await h.tick() == 1
    assert await risks(h) == [("at_risk", 0), ("cannot_finish", 1440)]
    assert await h.tick() == 0


async def test_two_replicas_say_it_once(h: Harness) -> None:
    sentence = await sentenced(h)
    (forecast_due,) = [job for job in JOBS if job.__name__ == "forecast_due"]
    runs = [in_transaction(h.pool, lambda conn: forecast_due(conn, h.clock.now())) for _ in range(4)]
    assert sum(await asyncio.gather(*runs)) == 1
    assert await risks(h) == [("cannot_finish", 480)]
    assert (await read(h, sentence))["forecast"]["short_minutes"] == 480


@pytest.mark.parametrize(
    "body", [{}, {"blocked": [{"kind": "work", "starts": "08:00", "ends": "09:00"}]}, {"latitude": 1}]
)
async def test_what_availability_must_say(h: Harness, body: dict[str, Any]) -> None:
    sentence = await sentenced(h)
    path = f"{API}/sentences/{sentence['id']}/availability"
    await h.put(path, body, "counsellor", status=422 if body else 200, **COUNSELLOR)
