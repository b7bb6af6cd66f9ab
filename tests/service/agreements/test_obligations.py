"""Work plans: planned, agreed, reported, corrected, confirmed; and what many do at once."""

from __future__ import annotations

import asyncio
from typing import Any

import asyncpg
import pytest

from deploy.demo.pdf import pdf
from tests.service.agreements import scene
from tests.service.agreements.client import AgreementsClient


async def test_planned_in_the_draft_it_is_open_once_the_pks_is_in_force(client: AgreementsClient) -> None:
    pks = await scene.draft_pks(client, await scene.make_umbrella(client), ends_on="2027-02-08")
    made = await client.plan_obligation(pks, by="prison")
    assert (made["state"], made["version"]) == ("planned", 1)
    await scene.conclude(client, pks)
    assert (await client.read_obligation(made["id"]))["state"] == "open"


async def test_a_draft_is_revised_and_struck(client: AgreementsClient) -> None:
    pks = await scene.draft_pks(client, await scene.make_umbrella(client), ends_on="2027-02-08")
    revised, struck = [(await client.plan_obligation(pks))["id"] for _ in range(2)]
    fields: dict[str, Any] = {"what": "Meja kerja", "quantity": 3, "unit": "meja", "due_on": "2026-03-31"}
    now = await client.revise_obligation(revised, owed_by="prison", **fields)
    assert {name: now[name] for name in fields} == fields
    assert now["owed_by"] == client.ids["prison"]
    assert (await client.strike_obligation(struck))["state"] == "cancelled"
    await scene.conclude(client, pks)
    refused = await client.revise_obligation(revised, owed_by="prison", status=409, **fields)
    assert (refused["slug"], refused["rule"]) == ("plan-settled", "A3")


async def test_a_draft_whose_period_was_cut_under_its_plan_goes_no_further(client: AgreementsClient) -> None:
    pks = await scene.draft_pks(client, await scene.make_umbrella(client), ends_on="2027-02-08")
    planned = await client.plan_obligation(pks)
    await client.h.pool.execute("update agreements set ends_on = '2026-05-31' where id = $1", pks.id)
    refused = await client.submit(pks, status=422)
    assert (refused["slug"], refused["rule"]) == ("due-outside-period", "A3")
    assert "2026-06-30" in refused["detail"]
    with pytest.raises(asyncpg.CheckViolationError, match="within the period"):
        await client.h.pool.execute("update agreements set state = 'in_review' where id = $1", pks.id)
    await client.strike_obligation(planned["id"])
    assert (await client.submit(pks))["state"] == "in_review"


async def test_while_in_force_it_takes_both(client: AgreementsClient) -> None:
    pks = await scene.make_pks_of_a_year(client)
    made = await client.plan_obligation(pks, by="agency", reason="Bengkel bertambah")
    assert (made["state"], made["proposals"][0]["reason"]) == ("proposed", "Bengkel bertambah")
    refused = await client.answer_proposal(made["id"], "accept", by="agency", status=403)
    assert (refused["slug"], refused["rule"]) == ("answered-by-proposer", "A3")
    accepted = await client.answer_proposal(made["id"], "accept", by="prison")
    assert (accepted["state"], accepted["proposals"][0]["answer"]) == ("open", "accept")


async def test_the_document_of_a_report_is_one_of_its_pks(client: AgreementsClient) -> None:
    umbrella = await scene.make_umbrella(client)
    pks = await scene.draft_pks(client, umbrella, ends_on="2027-02-08")
    early = await client.add_document(pks, pdf(["BAST"]), kind="evidence", status=409)
    assert early["slug"] == "document-not-signed-yet"
    await scene.conclude(client, pks)
    one = await scene.agree_obligation(client, pks)
    other = await client.add_document(umbrella, pdf(["BAST"]), kind="evidence")
    refused = await client.report_progress(one, 12, document_id=other["id"], status=422)
    assert (refused["slug"], refused["rule"]) == ("evidence-unknown", "A3")
    assert (await client.read_obligation(one))["reports"] == []


async def test_reported_corrected_and_confirmed_by_the_other(client: AgreementsClient) -> None:
    pks = await scene.make_pks_of_a_year(client)
    one = await scene.agree_obligation(client, pks)
    proof = await client.add_document(pks, pdf(["BAST 12/2026"]), kind="evidence", name="BAST 12")
    first = (await client.report_progress(one, 12, evidence=None, document_id=proof["id"]))["reports"][0]
    assert first["document_id"] == proof["id"]
    corrected = await client.correct_report(one, first["id"], 8, note="Empat rusak")
    assert [(r["quantity"], r["corrected"]) for r in corrected["reports"]] == [(12, True), (8, False)]
    assert corrected["done"] == 8
    again = await client.correct_report(one, first["id"], 8, note="Empat rusak", status=409)
    assert again["slug"] == "corrected-already"
    short = await client.confirm_fulfilment(one, status=409)
    assert (short["slug"], short["rule"]) == ("not-delivered", "A3")
    assert "8 dari 12 mesin" in short["detail"]
    await client.report_progress(one, 4)
    assert (await client.confirm_fulfilment(one, by="agency", status=403))["slug"] == "confirmed-by-debtor"
    await client.propose_change(one, quantity=20)
    done = await client.confirm_fulfilment(one)
    assert done["proposals"][-1]["answer"] == "withdraw"
    assert (done["state"], done["confirmed_by"], done["delivered_on"]) == (
        "fulfilled",
        client.ids["prison"],
        "2026-02-09",
    )
    assert (await scene.plan_facts(client, one))[-1][0] == "obligation.fulfilled"


@pytest.mark.parametrize(
    ("changes", "status", "slug"),
    [
        ({"evidence": None}, 422, "evidence-missing"),
        ({"quantity": 0}, 422, "unreadable"),
        ({"quantity": 10**13}, 422, "unreadable"),
        ({"note": "x" * 4001}, 422, "unreadable"),
    ],
)
async def test_a_report_needs_quantity_and_evidence(
    client: AgreementsClient, changes: dict[str, Any], status: int, slug: str
) -> None:
    pks = await scene.make_pks_of_a_year(client)
    body = {"quantity": 1} | changes
    one = await scene.agree_obligation(client, pks)
    refused = await client.report_progress(one, body.pop("quantity"), status=status, **body)
    assert refused["title"] == slug


async def test_only_who_owes_it_reports_and_only_parties_act(client: AgreementsClient) -> None:
    pks = await scene.make_pks_of_a_year(client)
    one = await scene.agree_obligation(client, pks)
    for stranger in ("prison", "city"):
        assert (await client.report_progress(one, 1, by=stranger, status=403))["slug"] == "forbidden"
    for refused in (
        await client.confirm_fulfilment(one, by="city", status=403),
        await client.propose_change(one, by="city", cancel=True, status=403),
        await client.answer_proposal(one, by="city", status=403),
        await client.plan_obligation(pks, by="city", status=403),
    ):
        assert refused["slug"] == "forbidden"


async def test_two_reports_at_once_both_count(client: AgreementsClient) -> None:
    pks = await scene.make_pks_of_a_year(client)
    one = await scene.agree_obligation(client, pks, quantity=100)
    await asyncio.gather(*[client.report_progress(one, 10, evidence=f"BAST {n}") for n in range(8)])
    found = await client.read_obligation(one)
    assert (found["done"], len(found["reports"]), found["version"]) == (80, 8, 10)


async def test_suspension_racing_with_reports_loses_nothing(client: AgreementsClient) -> None:
    """A suspension locks the PKS and touches its obligations; reports lock in the same order."""
    pks = await scene.make_pks_of_a_year(client)
    many = [await scene.agree_obligation(client, pks) for _ in range(6)]
    await asyncio.gather(*[client.report_progress(one, 12) for one in many], client.suspend(pks))
    states = await client.h.pool.fetch("select agreement_state, done from obligations")
    assert {(row["agreement_state"], row["done"]) for row in states} == {("suspended", 12)}


async def test_a_plan_that_waited_for_a_suspension_sees_it(client: AgreementsClient) -> None:
    pks = await scene.make_pks_of_a_year(client)
    pool = client.h.pool
    async with pool.acquire() as conn, conn.transaction():
        await conn.execute("update agreements set state = 'suspended' where id = $1", pks.id)
        planning = asyncio.create_task(client.plan_obligation(pks, by="agency", status=409))
        while not await pool.fetchval(
            "select true from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'"
        ):
            assert not planning.done()
    assert (await planning)["slug"] == "plan-settled"
