"""Work plans through their doors: planned, agreed, reported, confirmed, overdue; and what many do at once."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import asyncpg
import pytest
from prometheus_client import REGISTRY

from deploy.demo.pdf import pdf
from services.agreements import jobs
from services.agreements.main import SERVICE
from shared.postgres.scheduler import Scheduler
from tests.conftest import RunService
from tests.service.agreements.papers import added, upload
from tests.service.agreements.plan_scene import Scene, local, staged

FAILED = {"job": "obligations_overdue", "outcome": "failed"}


@pytest.fixture
async def scene(harness: RunService) -> AsyncIterator[Scene]:
    async with harness(SERVICE) as running:
        yield await staged(running)


async def test_planned_in_the_draft_it_is_open_once_the_pks_is_in_force(scene: Scene) -> None:
    await scene.draft()
    made = await scene.plan(scene.prison)
    assert (made["state"], made["version"]) == ("planned", 1)
    await scene.conclude()
    assert (await scene.read(made["id"]))["state"] == "open"


async def test_a_draft_is_revised_and_struck(scene: Scene) -> None:
    await scene.draft()
    kept, struck = (await scene.plan(scene.agency))["id"], (await scene.plan(scene.agency))["id"]
    body = {
        "what": "Meja kerja",
        "quantity": 3,
        "unit": "meja",
        "owed_by": scene.prison,
        "due_on": "2026-03-31",
    }
    h, agency = scene.h, scene.h.token("clerk", organisation=scene.agency)
    revised = await h.put(f"/agreements/obligations/{kept}", body, "clerk", organisation=scene.agency)
    assert {name: revised[name] for name in body} == body
    answer = await h.client.delete(f"/agreements/obligations/{struck}", headers=agency)
    assert answer.json()["state"] == "cancelled"
    await scene.conclude()
    refused = await h.put(f"/agreements/obligations/{kept}", body, "clerk", organisation=scene.agency, status=409)
    assert (refused["slug"], refused["rule"]) == ("plan-settled", "A3")


async def test_a_draft_whose_period_was_cut_under_its_plan_goes_no_further(scene: Scene) -> None:
    await scene.draft()
    planned = await scene.plan(scene.agency)
    h, submission = scene.h, f"{scene.path}/submission"
    await h.pool.execute("update agreements set ends_on = '2026-05-31' where id = $1", scene.pks)
    refused = await h.post(submission, None, "clerk", organisation=scene.agency, status=422)
    assert (refused["slug"], refused["rule"]) == ("due-outside-period", "A3")
    assert "2026-06-30" in refused["detail"]
    with pytest.raises(asyncpg.CheckViolationError, match="within the period"):
        await h.pool.execute("update agreements set state = 'in_review' where id = $1", scene.pks)
    struck = f"/agreements/obligations/{planned['id']}"
    await h.client.delete(struck, headers=h.token("clerk", organisation=scene.agency))
    assert (await h.post(submission, None, "clerk", organisation=scene.agency))["state"] == "in_review"


async def test_a_last_day_that_moved_leaves_what_was_agreed(scene: Scene) -> None:
    await scene.in_force()
    one, h = await scene.agreed(), scene.h
    await h.pool.execute("update agreements set ends_on = '2026-05-31' where id = $1", scene.pks)
    assert (await scene.report(one, 5))["done"] == 5
    h.clock.set(local("2026-06-01 08:00"))
    await h.tick()
    assert (await scene.told(one))[-1] == ("record.obligation-lapsed", local("2026-06-01 00:00"))


async def test_while_in_force_it_takes_both(scene: Scene) -> None:
    await scene.in_force()
    made = await scene.plan(scene.agency, reason="Bengkel bertambah")
    assert (made["state"], made["proposals"][0]["reason"]) == ("proposed", "Bengkel bertambah")
    refused = await scene.answer(made["id"], scene.agency, "accept", status=403)
    assert (refused["slug"], refused["rule"]) == ("answered-by-proposer", "A3")
    accepted = await scene.answer(made["id"], scene.prison, "accept")
    assert (accepted["state"], accepted["proposals"][0]["answer"]) == ("open", "accept")


async def test_the_document_of_a_report_is_one_of_its_pks(scene: Scene) -> None:
    await scene.draft()
    early = await upload(scene.h, scene.path, pdf(["BAST"]), scene.agency, kind="evidence")
    assert early.json()["slug"] == "document-not-signed-yet"
    await scene.conclude()
    one, elsewhere = await scene.agreed(), f"/agreements/joint-agreements/{scene.umbrella}"
    other = await added(scene.h, elsewhere, pdf(["BAST"]), scene.city, kind="evidence")
    refused = await scene.report(one, 12, document_id=other["id"], status=422)
    assert (refused["slug"], refused["rule"]) == ("evidence-unknown", "A3")
    assert (await scene.read(one))["reports"] == []


async def test_reported_corrected_and_confirmed_by_the_other(scene: Scene) -> None:
    await scene.in_force()
    one = await scene.agreed()
    proof = await added(scene.h, scene.path, pdf(["BAST 12/2026"]), scene.agency, kind="evidence", name="BAST 12")
    first = (await scene.report(one, 12, evidence=None, document_id=proof["id"]))["reports"][0]
    assert first["document_id"] == proof["id"]
    correction = {"quantity": 8, "note": "Empat rusak", "evidence": "BAST 13/2026", "corrects": first["id"]}
    corrected = await scene.act(one, "corrections", scene.agency, correction)
    assert [(r["quantity"], r["corrected"]) for r in corrected["reports"]] == [(12, True), (8, False)]
    assert corrected["done"] == 8
    again = await scene.act(one, "corrections", scene.agency, correction, status=409)
    assert again["slug"] == "corrected-already"
    short = await scene.confirm(one, status=409)
    assert (short["slug"], short["rule"]) == ("not-delivered", "A3")
    assert "8 dari 12 mesin" in short["detail"]
    await scene.report(one, 4)
    assert (await scene.confirm(one, by=scene.agency, status=403))["slug"] == "confirmed-by-debtor"
    await scene.act(one, "proposals", scene.agency, {"quantity": 20})
    done = await scene.confirm(one)
    assert done["proposals"][-1]["answer"] == "withdraw"
    assert (done["state"], done["confirmed_by"], done["delivered_on"]) == ("fulfilled", scene.prison, "2026-02-09")
    assert (await scene.kinds(one))[-1] == "obligation.fulfilled"


@pytest.mark.parametrize(
    ("said", "status", "slug"),
    [
        ({"evidence": None}, 422, "evidence-missing"),
        ({"quantity": 0}, 422, "unreadable"),
        ({"quantity": 10**13}, 422, "unreadable"),
        ({"note": "x" * 4001}, 422, "unreadable"),
    ],
)
async def test_a_report_needs_quantity_and_evidence(scene: Scene, said: dict[str, Any], status: int, slug: str) -> None:
    await scene.in_force()
    body = {"quantity": 1} | said
    refused = await scene.report(await scene.agreed(), body.pop("quantity"), status, **body)
    assert refused["title"] == slug


async def test_only_who_owes_it_reports_and_only_parties_act(scene: Scene) -> None:
    await scene.in_force()
    one = await scene.agreed()
    body = {"quantity": 1, "evidence": "BAST"}
    for stranger in (scene.prison, scene.city):
        refused = await scene.act(one, "reports", stranger, body, status=403)
        assert refused["slug"] == "forbidden"
    for verb, said in (("confirmation", None), ("proposals", {"cancel": True}), ("answers", {"answer": "accept"})):
        assert (await scene.act(one, verb, scene.city, said, status=403))["slug"] == "forbidden"
    assert (await scene.plan(scene.city, status=403))["slug"] == "forbidden"


async def test_overdue_at_local_midnight_once_and_dated_when_due(scene: Scene) -> None:
    await scene.in_force()
    one, h = await scene.agreed(), scene.h
    h.clock.set(local("2026-06-30 23:59"))
    assert await h.tick() == 0
    h.clock.set(local("2026-07-01 00:00"))
    assert await h.tick() == 1
    assert await h.tick() == 0
    assert (await scene.told(one))[-1] == ("obligation.overdue", local("2026-07-01 00:00"))
    assert [data["late"] for type_, data in await h.facts() if type_.endswith("overdue")] == [False]
    assert (await scene.read(one))["state"] == "overdue"
    assert REGISTRY.get_sample_value("masohi_obligations_overdue") == 1


async def test_after_an_outage_late_and_dated_when_due(scene: Scene) -> None:
    await scene.in_force()
    many = [await scene.agreed(due_on=f"2026-06-{day}") for day in (10, 20, 30)]
    scene.h.clock.set(local("2026-09-01 08:00"))
    assert await scene.h.tick() == 3
    days = [(await scene.told(one))[-1][1] for one in many]
    assert days == [local(f"{day} 00:00") for day in ("2026-06-11", "2026-06-21", "2026-07-01")]
    assert [data["late"] for type_, data in await scene.h.facts() if type_.endswith("overdue")] == [True] * 3


async def test_another_due_date_has_its_own_alarm(scene: Scene) -> None:
    await scene.in_force()
    one, h = await scene.agreed(), scene.h
    h.clock.set(local("2026-07-01 08:00"))
    await h.tick()
    await scene.act(one, "proposals", scene.agency, {"due_on": "2026-09-30", "reason": "Kapal terlambat"})
    assert (await scene.answer(one, scene.prison, "accept"))["state"] == "open"
    h.clock.set(local("2026-10-01 00:00"))
    await h.tick()
    alarms = await h.pool.fetch("select due_on::text from obligation_alarms where obligation_id = $1 order by 1", one)
    assert [row["due_on"] for row in alarms] == ["2026-06-30", "2026-09-30"]


async def test_while_suspended_no_alarm_and_at_the_resumption_one(scene: Scene) -> None:
    await scene.in_force()
    one, h = await scene.agreed(), scene.h
    umbrella = f"/agreements/joint-agreements/{scene.umbrella}"
    h.clock.set(local("2026-06-01 08:00"))
    await scene.move("suspensions", umbrella, scene.city)
    h.clock.set(local("2026-07-10 08:00"))
    assert await h.tick() == 0
    assert await h.pool.fetchval("select agreement_state from obligations") == "suspended"
    await scene.report(one, 5)
    h.clock.set(local("2026-08-01 08:00"))
    await scene.move("resumptions", umbrella, scene.city)
    resumed = await h.pool.fetchval(
        "select occurred_at from journal where type = 'agreements.cooperation-agreement.resumed'"
    )
    h.clock.set(local("2026-08-20 08:00"))
    assert await h.tick() == 1
    assert (await scene.told(one))[-1] == ("obligation.overdue", resumed)


async def test_expiry_leaves_the_due_overdue_and_the_unanswered_lapsed(scene: Scene) -> None:
    await scene.in_force()
    last, open_ = await scene.agreed(due_on="2027-02-08"), await scene.plan(scene.prison, due_on="2027-02-08")
    h = scene.h
    h.clock.set(local("2027-03-01 08:00"))
    await h.tick()
    assert (await scene.told(last))[-1] == ("obligation.overdue", local("2027-02-09 00:00"))
    assert (await scene.told(open_["id"]))[-1] == ("record.obligation-lapsed", local("2027-02-09 00:00"))
    lapsed = await scene.read(open_["id"])
    assert (lapsed["state"], lapsed["proposals"][0]["answer"]) == ("lapsed", "withdraw")
    await scene.report(last, 12)
    assert (await scene.confirm(last))["state"] == "fulfilled"


async def test_two_reports_at_once_both_count(scene: Scene) -> None:
    await scene.in_force()
    one = await scene.agreed(quantity=100)
    await asyncio.gather(*[scene.report(one, 10, evidence=f"BAST {n}") for n in range(8)])
    found = await scene.read(one)
    assert (found["done"], len(found["reports"]), found["version"]) == (80, 8, 10)


async def test_a_confirmation_racing_with_the_alarm_ends_fulfilled_and_alarmed_once(scene: Scene) -> None:
    await scene.in_force()
    h = scene.h
    many = [await scene.agreed() for _ in range(6)]
    for one in many:
        await scene.report(one, 12)
    h.clock.set(local("2026-07-01 00:00"))
    await asyncio.gather(h.tick(), *[scene.confirm(one) for one in many], h.tick())
    for one in many:
        told = await scene.told(one)
        assert [type_ for type_, _ in told][-2:] == ["obligation.overdue", "obligation.fulfilled"]
        assert [when for _, when in told] == sorted(when for _, when in told)
        assert (await scene.read(one))["state"] == "fulfilled"
    assert await h.tick() == 0


async def test_two_replicas_raise_each_alarm_once(scene: Scene) -> None:
    await scene.in_force()
    h = scene.h
    many = [await scene.agreed(due_on=f"2026-06-{10 + n}") for n in range(12)]
    h.clock.set(local("2026-07-01 08:00"))
    replicas = [Scheduler(h.pool, h.clock, jobs.JOBS, 3600, lambda: None) for _ in range(3)]
    done = await asyncio.gather(*[replica.tick() for replica in replicas])
    assert sum(done) == len(many)
    assert (await scene.kinds()).count("obligation.overdue") == len(many)


async def test_one_that_cannot_be_settled_stops_no_other(scene: Scene) -> None:
    await scene.in_force()
    broken, good, h = await scene.agreed(due_on="2026-06-01"), await scene.agreed(), scene.h
    await h.pool.execute("insert into obligation_alarms values ($1, '2026-06-01', now(), false)", broken)
    h.clock.set(local("2026-07-02 08:00"))
    before = REGISTRY.get_sample_value("masohi_job_runs_total", FAILED) or 0
    await h.tick()
    assert (await scene.read(good))["state"] == "overdue"
    assert (await scene.read(broken))["state"] == "open"
    assert REGISTRY.get_sample_value("masohi_job_runs_total", FAILED) == before + 1, "an operator sees it"
    await h.pool.execute("delete from obligation_alarms where obligation_id = $1", broken)
    await h.tick()
    assert (await scene.read(broken))["state"] == "overdue"


async def test_suspension_racing_with_reports_loses_nothing(scene: Scene) -> None:
    """A suspension locks the PKS and touches its obligations; reports lock in the same order."""
    await scene.in_force()
    many = [await scene.agreed() for _ in range(6)]
    await asyncio.gather(*[scene.report(one, 12) for one in many], scene.move("suspensions"))
    states = await scene.h.pool.fetch("select agreement_state, done from obligations")
    assert {(row["agreement_state"], row["done"]) for row in states} == {("suspended", 12)}


async def test_a_plan_that_waited_for_a_suspension_sees_it(scene: Scene) -> None:
    await scene.in_force()
    pool = scene.h.pool
    async with pool.acquire() as conn, conn.transaction():
        await conn.execute("update agreements set state = 'suspended' where id = $1", scene.pks)
        planning = asyncio.create_task(scene.plan(scene.agency, status=409))
        while not await pool.fetchval(
            "select true from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'"
        ):
            assert not planning.done()
    assert (await planning)["slug"] == "plan-settled"


async def test_a_named_version_is_held_against_what_the_caller_saw(scene: Scene) -> None:
    await scene.in_force()
    one, h = await scene.agreed(), scene.h
    await scene.report(one, 12)
    h.clock.set(local("2026-07-02 08:00"))
    path, who = f"/agreements/obligations/{one}/confirmation", h.token("clerk", organisation=scene.prison)
    stale = await h.client.post(path, headers=who | {"if-match": '"2"'})
    assert (stale.status_code, stale.json()["title"]) == (412, "stale-version")
    answer = await h.client.post(path, headers=who | {"if-match": '"3"'})
    assert (answer.status_code, answer.headers["etag"]) == (200, '"5"'), "the alarm came between, and is no conflict"
