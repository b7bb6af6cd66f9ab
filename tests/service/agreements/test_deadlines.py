"""Deadlines of obligations: overdue or lapsed, once, dated when due, whatever runs beside it."""

from __future__ import annotations

import asyncio

from prometheus_client import REGISTRY

from services.agreements.jobs import JOBS
from shared.postgres.scheduler import Scheduler
from tests.service.agreements import scene
from tests.service.agreements.client import AgreementsClient

FAILED = {"job": "obligations_overdue", "outcome": "failed"}


async def test_a_last_day_that_moved_leaves_what_was_agreed(client: AgreementsClient) -> None:
    pks = await scene.make_pks_of_a_year(client)
    one = await scene.agree_obligation(client, pks)
    await client.h.pool.execute("update agreements set ends_on = '2026-05-31' where id = $1", pks.id)
    assert (await client.report_progress(one, 5))["done"] == 5
    scene.move_to(client, "2026-06-01 08:00")
    await client.h.tick()
    assert (await scene.plan_facts(client, one))[-1] == ("record.obligation-lapsed", scene.local("2026-06-01 00:00"))


async def test_overdue_at_local_midnight_once_and_dated_when_due(client: AgreementsClient) -> None:
    pks = await scene.make_pks_of_a_year(client)
    one = await scene.agree_obligation(client, pks)
    await client.h.tick()  # others are told what was agreed
    scene.move_to(client, "2026-06-30 23:59")
    assert await client.h.tick() == 0
    scene.move_to(client, "2026-07-01 00:00")
    assert await client.h.tick() == 1
    assert await client.h.tick() == 0
    assert (await scene.plan_facts(client, one))[-1] == ("obligation.overdue", scene.local("2026-07-01 00:00"))
    assert [data["late"] for type_, data in await client.h.facts() if type_.endswith("overdue")] == [False]
    assert (await client.read_obligation(one))["state"] == "overdue"
    assert REGISTRY.get_sample_value("masohi_obligations_overdue") == 1


async def test_after_an_outage_late_and_dated_when_due(client: AgreementsClient) -> None:
    pks = await scene.make_pks_of_a_year(client)
    many = [await scene.agree_obligation(client, pks, due_on=f"2026-06-{day}") for day in (10, 20, 30)]
    await client.h.tick()  # others are told what was agreed
    scene.move_to(client, "2026-09-01 08:00")
    assert await client.h.tick() == 3
    days = [(await scene.plan_facts(client, one))[-1][1] for one in many]
    assert days == [scene.local(f"{day} 00:00") for day in ("2026-06-11", "2026-06-21", "2026-07-01")]
    assert [data["late"] for type_, data in await client.h.facts() if type_.endswith("overdue")] == [True] * 3


async def test_another_due_date_has_its_own_alarm(client: AgreementsClient) -> None:
    pks = await scene.make_pks_of_a_year(client)
    one = await scene.agree_obligation(client, pks)
    scene.move_to(client, "2026-07-01 08:00")
    await client.h.tick()
    await client.propose_change(one, due_on="2026-09-30", reason="Kapal terlambat")
    assert (await client.answer_proposal(one, "accept", by="prison"))["state"] == "open"
    scene.move_to(client, "2026-10-01 00:00")
    await client.h.tick()
    alarms = await client.h.pool.fetch(
        "select due_on::text from obligation_alarms where obligation_id = $1 order by 1", one
    )
    assert [row["due_on"] for row in alarms] == ["2026-06-30", "2026-09-30"]


async def test_while_suspended_no_alarm_and_at_the_resumption_one(client: AgreementsClient) -> None:
    umbrella = await scene.make_umbrella(client)
    pks = await scene.make_pks(client, umbrella, ends_on="2027-02-08")
    one = await scene.agree_obligation(client, pks)
    await client.h.tick()  # others are told what was agreed
    scene.move_to(client, "2026-06-01 08:00")
    await client.suspend(umbrella)
    scene.move_to(client, "2026-07-10 08:00")
    assert await client.h.tick() == 0
    assert await client.h.pool.fetchval("select agreement_state from obligations") == "suspended"
    await client.report_progress(one, 5)
    scene.move_to(client, "2026-08-01 08:00")
    await client.resume(umbrella)
    resumed = await client.h.pool.fetchval(
        "select occurred_at from journal where type = 'agreements.cooperation-agreement.resumed'"
    )
    scene.move_to(client, "2026-08-20 08:00")
    assert await client.h.tick() == 1
    assert (await scene.plan_facts(client, one))[-1] == ("obligation.overdue", resumed)


async def test_expiry_leaves_the_due_overdue_and_the_unanswered_lapsed(client: AgreementsClient) -> None:
    pks = await scene.make_pks_of_a_year(client)
    last, open_ = (
        await scene.agree_obligation(client, pks, due_on="2027-02-08"),
        await client.plan_obligation(pks, by="prison", due_on="2027-02-08"),
    )
    scene.move_to(client, "2027-03-01 08:00")
    await client.h.tick()
    assert (await scene.plan_facts(client, last))[-1] == ("obligation.overdue", scene.local("2027-02-09 00:00"))
    assert (await scene.plan_facts(client, open_["id"]))[-1] == (
        "record.obligation-lapsed",
        scene.local("2027-02-09 00:00"),
    )
    lapsed = await client.read_obligation(open_["id"])
    assert (lapsed["state"], lapsed["proposals"][0]["answer"]) == ("lapsed", "withdraw")
    await client.report_progress(last, 12)
    assert (await client.confirm_fulfilment(last))["state"] == "fulfilled"


async def test_a_confirmation_racing_with_the_alarm_ends_fulfilled_and_alarmed_once(client: AgreementsClient) -> None:
    pks = await scene.make_pks_of_a_year(client)
    many = [await scene.agree_obligation(client, pks) for _ in range(6)]
    await client.h.tick()  # others are told what was agreed
    for one in many:
        await client.report_progress(one, 12)
    scene.move_to(client, "2026-07-01 00:00")
    await asyncio.gather(client.h.tick(), *[client.confirm_fulfilment(one) for one in many], client.h.tick())
    for one in many:
        facts = await scene.plan_facts(client, one)
        assert [type_ for type_, _ in facts][-2:] == ["obligation.overdue", "obligation.fulfilled"]
        assert [when for _, when in facts] == sorted(when for _, when in facts)
        assert (await client.read_obligation(one))["state"] == "fulfilled"
    assert await client.h.tick() == 0


async def test_two_replicas_raise_each_alarm_once(client: AgreementsClient) -> None:
    pks = await scene.make_pks_of_a_year(client)
    many = [await scene.agree_obligation(client, pks, due_on=f"2026-06-{10 + n}") for n in range(12)]
    await client.h.tick()  # others are told what was agreed
    scene.move_to(client, "2026-07-01 08:00")
    replicas = [Scheduler(client.h.pool, client.h.clock, JOBS, 3600, lambda: None) for _ in range(3)]
    done = await asyncio.gather(*[replica.tick() for replica in replicas])
    assert sum(done) == len(many)
    assert [type_ for type_, _ in await scene.plan_facts(client)].count("obligation.overdue") == len(many)


async def test_one_that_cannot_be_settled_stops_no_other(client: AgreementsClient) -> None:
    pks = await scene.make_pks_of_a_year(client)
    broken, good = (
        await scene.agree_obligation(client, pks, due_on="2026-06-01"),
        await scene.agree_obligation(client, pks),
    )
    await client.h.pool.execute("insert into obligation_alarms values ($1, '2026-06-01', now(), false)", broken)
    scene.move_to(client, "2026-07-02 08:00")
    before = REGISTRY.get_sample_value("masohi_job_runs_total", FAILED) or 0
    await client.h.tick()
    assert (await client.read_obligation(good))["state"] == "overdue"
    assert (await client.read_obligation(broken))["state"] == "open"
    assert REGISTRY.get_sample_value("masohi_job_runs_total", FAILED) == before + 1, "an operator sees it"
    await client.h.pool.execute("delete from obligation_alarms where obligation_id = $1", broken)
    await client.h.tick()
    assert (await client.read_obligation(broken))["state"] == "overdue"


async def test_a_named_version_is_held_against_what_the_caller_saw(client: AgreementsClient) -> None:
    pks = await scene.make_pks_of_a_year(client)
    one = await scene.agree_obligation(client, pks)
    await client.report_progress(one, 12)
    scene.move_to(client, "2026-07-02 08:00")
    path = f"/agreements/obligations/{one}/confirmation"
    stale = await client.send("POST", path, by="prison", headers={"if-match": '"2"'})
    assert (stale.status_code, stale.json()["title"]) == (412, "stale-version")
    answer = await client.send("POST", path, by="prison", headers={"if-match": '"3"'})
    assert (answer.status_code, answer.json()["version"]) == (200, 5), "the alarm came between, and is no conflict"
