"""Nothing waits unseen: every kind of thing that waits, for whom and since when, the oldest first."""

from __future__ import annotations

import pytest
from prometheus_client import REGISTRY

from tests.service.agreements import scene
from tests.service.agreements.client import AgreementsClient

PATH = "/agreements/waiting"


async def test_waiting_01_what_waits_for_whom(client: AgreementsClient) -> None:
    pks = await scene.make_pks_of_a_year(client)
    late, done = [await scene.agree_obligation(client, pks, due_on="2026-03-01") for _ in range(2)]
    await client.report_progress(done, 12)
    asked = await client.plan_obligation(pks)
    addendum = await scene.approve(client, await scene.draft_addendum(client, pks, ends_on="2026-12-31"))
    await client.sign(addendum, "agency")
    scene.move_to(client, "2026-03-11")
    await scene.settle(client)
    found = (await client.get(PATH, "operator"))["items"]
    seen = {(each["kind"], each["id"]): (each["organisation_id"], each["age_days"]) for each in found}
    agency, prison = client.ids["agency"], client.ids["prison"]
    assert seen == {
        ("addendum_signature", addendum.id): (prison, 30),
        ("obligation_unconfirmed", done): (prison, 30),
        ("proposal_unanswered", asked["id"]): (prison, 29),
        ("obligation_overdue", late): (agency, 9),
    }
    assert [each["since"] for each in found] == sorted(each["since"] for each in found)
    assert {each["waits_for"] for each in found} == {"clerk"}
    assert REGISTRY.get_sample_value("masohi_waiting", {"kind": "obligation_overdue"}) == 1
    oldest = REGISTRY.get_sample_value("masohi_waiting_oldest_seconds", {"kind": "obligation_overdue"})
    assert oldest == pytest.approx(9 * 86_400, abs=60)
    pages = await client.get(PATH, "auditor", limit=2)
    rest = await client.get(PATH, "auditor", limit=2, after=pages["next"])
    assert [each["id"] for page in (pages, rest) for each in page["items"]] == [each["id"] for each in found]
    await client.get(PATH, "supervisor", status=403)


async def test_waiting_02_an_end_that_nobody_decides_on_and_a_year_that_nobody_evaluates(
    client: AgreementsClient,
) -> None:
    pks = await scene.make_pks_of_a_year(client)
    scene.move_to(client, "2027-01-10")
    await scene.settle(client)
    found = (await client.get(PATH, "clerk"))["items"]
    assert [(each["kind"], each["id"], each["age_days"]) for each in found] == [
        ("expiry_undecided", pks.id, 61),
        ("evaluation_due", pks.id, 1),
    ]
    await client.file_evaluation(pks)
    await scene.draft_addendum(client, pks, ends_on="2028-02-08")
    assert [each["kind"] for each in (await client.get(PATH, "clerk"))["items"]] == ["addendum_draft"]


async def test_waiting_03_drafts_reviews_signatures_and_the_council(client: AgreementsClient) -> None:
    umbrella = await scene.make_umbrella(client)
    await scene.draft_pks(client, umbrella)
    review = await scene.draft_pks(client, umbrella)
    await client.submit(review)
    await client.review(review, "agency")
    await scene.approve(client, await scene.draft_pks(client, umbrella, burdens_budget=True))
    found = (await client.get(PATH, "clerk"))["items"]
    assert sorted(each["kind"] for each in found) == [
        "agreement_draft",
        "agreement_review",
        "agreement_signature",
        "council_consent",
    ]
    assert [e["organisation_id"] for e in found if e["kind"] == "agreement_review"] == [client.ids["prison"]]
