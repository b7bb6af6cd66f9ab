"""Yearly evaluations: who files them, when, and with which outcome of each obligation."""

from __future__ import annotations

import asyncio

import asyncpg
import pytest

from tests.service.agreements import scene
from tests.service.agreements.client import ANY, AgreementsClient, status_of


async def test_filed_with_what_became_of_each_obligation(client: AgreementsClient) -> None:
    pks = await scene.make_pks_of_a_year(client)
    done, short = (
        await scene.agree_obligation(client, pks, what="Mesin jahit"),
        await scene.agree_obligation(client, pks, what="Benang", due_on="2026-07-31"),
    )
    await client.report_progress(done, 12)
    await client.confirm_fulfilment(done)
    scene.move_to(client, "2027-01-20 09:00")
    await client.h.tick()
    filed = await client.file_evaluation(pks, by="prison")
    assert [(line["what"], line["outcome"]) for line in filed["obligations"]] == [
        ("Mesin jahit", "on_time"),
        ("Benang", "unfulfilled"),
    ]
    assert (filed["starts_on"], filed["ends_on"], filed["version"]) == ("2026-02-09", "2027-02-08", 1)
    type_, fact = (await client.h.facts())[-1]
    assert (type_, fact["obligations"], fact["on_time"], fact["unfulfilled"]) == (
        "agreements.evaluation.filed",
        2,
        1,
        1,
    )
    assert short != done
    page = await client.list_evaluations(agreement=pks.id, recommendation="continue")
    assert [each["id"] for each in page["items"]] == [filed["id"]]
    assert await client.read_evaluation(filed["id"]) == filed


async def test_who_stands_over_the_pks_may_file_and_nobody_else(client: AgreementsClient) -> None:
    pks = await scene.make_pks_of_a_year(client)
    scene.move_to(client, "2027-01-20 09:00")
    other = (await client.register_organisation("dinsos"))["id"]
    assert (await client.file_evaluation(pks, by=other, status=403))["slug"] == "forbidden"
    assert (await client.file_evaluation(pks, by="city"))["filed_by"] == client.ids["city"]


async def test_refused_too_early_for_no_year_and_twice(client: AgreementsClient) -> None:
    pks = await scene.make_pks_of_a_year(client)
    early = await client.file_evaluation(pks, by="agency", status=409)
    assert (early["slug"], early["rule"]) == ("evaluation-too-early", "A4")
    assert "2027-01-09" in early["detail"]
    assert (await client.file_evaluation(pks, by="agency", status=422, year=2))["slug"] == "year-outside-period"
    scene.move_to(client, "2027-01-20 09:00")
    await client.file_evaluation(pks, by="agency")
    again = await client.file_evaluation(pks, by="prison", status=409)
    assert (again["slug"], again["article"]) == ("evaluation-exists", "Permendagri 22/2020; PP 28/2018")


async def test_a_draft_is_not_evaluated(client: AgreementsClient) -> None:
    pks = await scene.draft_pks(client, await scene.make_umbrella(client), ends_on="2027-02-08")
    scene.move_to(client, "2027-01-20 09:00")
    assert (await client.file_evaluation(pks, by="agency", status=409))["slug"] == "not-yet-in-force"


async def test_two_at_once_one_is_filed(client: AgreementsClient) -> None:
    pks = await scene.make_pks_of_a_year(client)
    scene.move_to(client, "2027-01-20 09:00")
    filing = [client.file_evaluation(pks, by=by, status=ANY) for by in ("agency", "prison", "city", "office")]
    assert sorted(status_of(answer) for answer in await asyncio.gather(*filing)) == [201, 409, 409, 409]
    assert [type_ for type_, _ in await scene.plan_facts(client)] == ["evaluation.filed"]


async def test_a_pks_that_ended_early_is_evaluated_at_once(client: AgreementsClient) -> None:
    pks = await scene.make_pks_of_a_year(client, ends_on="2031-02-08")
    umbrella_over = "2026-09-30"
    await client.h.pool.execute("update agreements set ends_on = $1::text::date where kind = 'joint'", umbrella_over)
    scene.move_to(client, "2026-10-02 09:00")
    await client.h.tick()
    filed = await client.file_evaluation(pks, by="agency")
    assert filed["ends_on"] == umbrella_over
    assert (await client.file_evaluation(pks, by="agency", status=422, year=2))["slug"] == "year-outside-period"


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ("starts_on = '2031-01-01', ends_on = '2031-01-02', filed_on = '2031-01-03'", "evaluations_year_within_period"),
        ("filed_on = '2026-06-01'", "evaluations_in_the_last_month"),
    ],
)
async def test_the_database_holds_the_rule_as_well(client: AgreementsClient, change: str, constraint: str) -> None:
    pks = await scene.make_pks_of_a_year(client)
    scene.move_to(client, "2027-01-20 09:00")
    await client.file_evaluation(pks, by="agency")
    with pytest.raises(asyncpg.CheckViolationError) as broken:
        await client.h.pool.execute(f"update evaluations set {change}")
    assert broken.value.constraint_name == constraint
