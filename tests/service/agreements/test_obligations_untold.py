"""Others are told what both parties agreed to: once, as it is, dated when they agreed."""

from __future__ import annotations

import asyncio
from datetime import datetime
from typing import Any

from services.agreements.jobs import JOBS
from shared.postgres.scheduler import Scheduler
from tests.service.agreements import scene
from tests.service.agreements.client import AgreementsClient


async def told(client: AgreementsClient) -> list[dict[str, Any]]:
    await client.h.tick()
    return [data for type_, data in await client.h.facts() if type_ == "agreements.obligation.agreed"]


async def dates(client: AgreementsClient) -> list[datetime]:
    rows = await client.h.pool.fetch(
        "select occurred_at from journal where type = 'agreements.obligation.agreed' order by position"
    )
    return [row["occurred_at"] for row in rows]


async def test_a_plan_is_told_when_its_pks_comes_into_force(client: AgreementsClient) -> None:
    pks = await scene.draft_pks(client, await scene.make_umbrella(client), ends_on="2027-02-08")
    first, struck = [await client.plan_obligation(pks) for _ in range(2)]
    await client.strike_obligation(struck["id"])
    assert await told(client) == [], "a draft is nobody's promise"
    await scene.conclude(client, pks)
    began = await client.h.pool.fetchval(
        "select occurred_at from journal where type = 'agreements.cooperation-agreement.activated'"
    )
    scene.move_to(client, "2026-03-01 08:00")
    (fact,) = await told(client)
    assert (fact["obligation_id"], fact["state"], fact["quantity"]) == (first["id"], "open", first["quantity"])
    assert "Mesin jahit untuk" not in str(fact), "what it is about stands in the register"
    assert await dates(client) == [began], "dated when it was agreed, also after an outage"
    assert len(await told(client)) == 1


async def test_what_is_added_changed_or_cancelled_is_told_and_nothing_else_is(client: AgreementsClient) -> None:
    pks = await scene.make_pks_of_a_year(client)
    made = await client.plan_obligation(pks)
    assert await told(client) == [], "a proposal is one party's"
    await client.answer_proposal(made["id"])
    assert [(fact["state"], fact["quantity"]) for fact in await told(client)] == [("open", 12)]
    await client.propose_change(made["id"], quantity=20)
    await client.answer_proposal(made["id"], "decline", by="prison")
    await client.report_progress(made["id"], 3)
    assert len(await told(client)) == 1
    await client.propose_change(made["id"], quantity=20, due_on="2026-09-30")
    await client.answer_proposal(made["id"], by="prison")
    last = (await told(client))[-1]
    assert (last["quantity"], last["due_on"], last["done"]) == (20, "2026-09-30", 3)
    await client.propose_change(made["id"], cancel=True)
    await client.answer_proposal(made["id"], by="prison")
    assert [fact["state"] for fact in await told(client)] == ["open", "open", "cancelled"]


async def test_what_was_agreed_before_the_upgrade_is_told_once(client: AgreementsClient) -> None:
    pks = await scene.make_pks_of_a_year(client)
    one = await scene.agree_obligation(client, pks)
    await client.h.pool.execute("delete from untold_obligations")
    assert await told(client) == []
    await client.h.pool.execute("insert into untold_obligations values ($1)", one)
    assert [fact["obligation_id"] for fact in await told(client)] == [one]
    assert len(await told(client)) == 1


async def test_replicas_tell_each_once(client: AgreementsClient) -> None:
    pks = await scene.make_pks_of_a_year(client)
    many = [await scene.agree_obligation(client, pks) for _ in range(8)]
    replicas = [Scheduler(client.h.pool, client.h.clock, JOBS, 3600, lambda: None) for _ in range(3)]
    await asyncio.gather(*[replica.tick() for replica in replicas])
    assert sorted(fact["obligation_id"] for fact in await told(client)) == sorted(many)
