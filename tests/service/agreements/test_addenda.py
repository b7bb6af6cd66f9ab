"""AMEND: addenda, made like the agreement itself, in effect on their day, and never leaving a PKS outside."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from tests.service.agreements import scene
from tests.service.agreements.client import ANY, Agreement, AgreementsClient, status_of


async def test_amend_01_an_addendum_changes_period_and_scopes_once_every_party_has_signed(
    client: AgreementsClient,
) -> None:
    umbrella = await scene.make_umbrella(client)
    addendum = await scene.draft_addendum(
        client, umbrella, ends_on="2032-02-08", scopes=["training", "community_service", "marketing"]
    )
    await scene.approve(client, addendum)
    await client.sign(addendum, "city")
    assert (await client.read(umbrella))["ends_on"] == "2031-02-08", "one signature changes nothing"
    await client.sign(addendum, "office")
    now = await client.read(umbrella)
    assert (now["ends_on"], now["revision"]) == ("2032-02-08", 2)
    assert now["scopes"] == ["community_service", "marketing", "training"]
    ((kind, verb, fact),) = await scene.facts(client, "amended")
    assert (kind, verb, fact["addendum"], fact["revision"], fact["state"]) == ("joint", "amended", 1, 2, "in_force")
    assert (fact["ends_on"], fact["scopes"]) == (now["ends_on"], now["scopes"])
    assert (fact["due_on"], fact["late"]) == ("2026-02-09", False)


async def test_amend_02_it_waits_for_its_day_at_local_midnight(client: AgreementsClient) -> None:
    umbrella = await scene.make_umbrella(client)
    addendum = await scene.amend(client, umbrella, ends_on="2032-02-08", effective_on="2026-03-01")
    assert await scene.state_of(client, addendum) == "signed"
    scene.move_to(client, "2026-02-28 23:59")
    assert await client.h.tick() == 0
    scene.move_to(client, "2026-03-01")
    assert await client.h.tick() == 1
    assert (await scene.state_of(client, addendum), (await client.read(umbrella))["ends_on"]) == (
        "in_effect",
        "2032-02-08",
    )
    assert await scene.dates_of(client, "agreement.amended") == ["2026-03-01 00:00"]


async def test_amend_03_late_it_is_dated_when_due_and_marked_late(client: AgreementsClient) -> None:
    umbrella = await scene.make_umbrella(client)
    await scene.amend(client, umbrella, ends_on="2032-02-08", effective_on="2026-03-01")
    scene.move_to(client, "2026-03-04 10:00")
    await scene.settle(client)
    ((_, _, fact),) = await scene.facts(client, "amended")
    assert (fact["due_on"], fact["late"]) == ("2026-03-01", True)
    assert await scene.dates_of(client, "agreement.amended") == ["2026-03-01 00:00"]


async def test_amend_04_signed_after_its_day_it_is_in_effect_from_the_last_signature(client: AgreementsClient) -> None:
    umbrella = await scene.make_umbrella(client)
    addendum = await scene.draft_addendum(client, umbrella, ends_on="2032-02-08", effective_on="2026-02-10")
    await scene.approve(client, addendum)
    scene.move_to(client, "2026-02-20 09:00")
    await client.sign(addendum, "city", signed_on="2026-02-14")
    await client.sign(addendum, "office", signed_on="2026-02-18")
    assert (await client.read(addendum))["in_effect_on"] == "2026-02-18"
    ((_, _, fact),) = await scene.facts(client, "amended")
    assert (fact["due_on"], fact["late"]) == ("2026-02-18", True)


async def test_amend_05_earlier_revisions_stay_readable(client: AgreementsClient) -> None:
    umbrella = await scene.make_umbrella(client)
    scene.move_to(client, "2026-05-01 09:00")
    await scene.amend(client, umbrella, ends_on="2032-02-08")
    scene.move_to(client, "2027-05-01 09:00")
    await scene.amend(client, umbrella, scopes=["training"])
    revisions = await client.list_revisions(umbrella)
    assert [(r["revision"], r["addendum"], r["effective_on"], r["until"]) for r in revisions] == [
        (1, None, "2026-02-09", "2026-04-30"),
        (2, 1, "2026-05-01", "2027-04-30"),
        (3, 2, "2027-05-01", None),
    ]
    assert [(r["ends_on"], r["scopes"]) for r in revisions] == [
        ("2031-02-08", ["community_service", "equipment", "training"]),
        ("2032-02-08", ["community_service", "equipment", "training"]),
        ("2032-02-08", ["training"]),
    ]
    assert await client.read_revision(umbrella, 2) == revisions[1]
    gone = await client.read_revision(umbrella, 4, status=404)
    assert gone["slug"] == "not-found"


async def test_amend_06_one_that_would_orphan_pks_is_refused_and_names_each(client: AgreementsClient) -> None:
    umbrella = await scene.make_umbrella(client)
    await scene.make_pks(client, umbrella, title="PKS Las", ends_on="2030-06-30")
    await scene.make_pks(client, umbrella, title="PKS Alat", scopes=["equipment"], ends_on="2028-02-08")
    await scene.make_pks(client, umbrella, title="PKS Jahit", ends_on="2028-02-08")
    refused = await client.draft_addendum(umbrella, status=409, ends_on="2029-12-31", scopes=["training"])
    assert (refused["slug"], refused["rule"], refused["article"]) == ("addendum-orphans-pks", "A2", "PP 28/2018")
    assert "2 PKS" in refused["detail"]
    for named in ("PKS Las", "2030-06-30", "PKS Alat", "equipment"):
        assert named in refused["detail"]
    assert "PKS Jahit" not in refused["detail"]
    signed = await client.h.pool.fetchval(
        "select min(number) from signatures where party_id = $1", client.ids["agency"]
    )
    assert signed in refused["detail"], "by the number it bears"


async def test_amend_07_a_pks_that_ends_early_by_notice_is_not_orphaned_beyond_that(client: AgreementsClient) -> None:
    umbrella = await scene.make_umbrella(client)
    below = await scene.make_pks(client, umbrella, ends_on="2030-06-30", notice_days=0)
    await client.give_termination_notice(below, notice_days=60)
    assert await scene.draft_addendum(client, umbrella, ends_on="2029-12-31")


@pytest.mark.parametrize(
    ("changes", "slug"),
    [
        ({"ends_on": "2031-02-09"}, "period-outside-umbrella"),
        ({"scopes": ["training", "marketing"]}, "scope-outside-umbrella"),
        ({"ends_on": "2029-02-08"}, "addendum-changes-nothing"),
        ({"sites": ["Taman Pattimura"]}, "coverage-outside-scope"),
        ({"scopes": ["equipment"], "programmes": ["las"]}, "coverage-outside-scope"),
        ({"ends_on": "2026-02-08", "effective_on": "2026-02-09"}, "period-reversed"),
        ({"ends_on": "2026-03-01", "effective_on": "2026-03-02"}, "addendum-ends-before-effect"),
        ({"ends_on": "2030-02-08", "effective_on": "2029-02-09"}, "addendum-after-end"),
    ],
)
async def test_amend_08_what_an_addendum_of_a_pks_may_not(
    client: AgreementsClient, changes: dict[str, Any], slug: str
) -> None:
    below = await scene.make_pks(client, await scene.make_umbrella(client))
    refused = await client.draft_addendum(below, status=422, **changes)
    assert refused["slug"] == slug


async def test_amend_09_a_pks_may_change_what_it_covers(client: AgreementsClient) -> None:
    below = await scene.make_pks(client, await scene.make_umbrella(client), programmes=["las"])
    await scene.amend(
        client, below, programmes=["las", "menjahit"], scopes=["training", "community_service"], sites=["Taman"]
    )
    ((kind, _, fact),) = await scene.facts(client, "amended")
    assert (kind, fact["programmes"], fact["sites"]) == ("cooperation", ["las", "menjahit"], ["Taman"])
    assert (await client.read(below))["programmes"] == ["las", "menjahit"]


async def test_amend_10_one_at_a_time_and_a_withdrawn_one_leaves_its_number(client: AgreementsClient) -> None:
    umbrella = await scene.make_umbrella(client)
    first = await scene.draft_addendum(client, umbrella, ends_on="2032-02-08")
    refused = await client.draft_addendum(umbrella, status=409, ends_on="2033-02-08")
    assert (refused["slug"], "Adendum 1" in refused["detail"]) == ("addendum-open", True)
    await client.withdraw_addendum(first, by="office")
    second = await scene.draft_addendum(client, umbrella, ends_on="2033-02-08")
    assert [(a["number"], a["state"]) for a in await client.list_addenda(umbrella)] == [
        (1, "withdrawn"),
        (1, "draft"),
    ]
    await scene.conclude(client, second)
    assert (await client.read(await scene.draft_addendum(client, umbrella, ends_on="2034-02-08")))["number"] == 2


async def test_amend_11_a_number_of_a_party_is_used_once_in_a_year_also_by_an_addendum(
    client: AgreementsClient,
) -> None:
    umbrella = await scene.make_umbrella(client)
    taken = next(p["number"] for p in (await client.read(umbrella))["parties"] if p["code"] == "city")
    addendum = await scene.draft_addendum(client, umbrella, ends_on="2032-02-08")
    await scene.approve(client, addendum)
    refused = await client.sign(addendum, "city", status=409, number=taken)
    assert refused["slug"] == "number-taken"
    scene.move_to(client, "2027-01-02 09:00")
    assert await client.sign(addendum, "city", number=taken, signed_on="2027-01-02"), "in another year it is free"


async def test_amend_12_asked_for_changes_it_is_reworded_and_reviewed_again(client: AgreementsClient) -> None:
    umbrella = await scene.make_umbrella(client)
    addendum = await scene.draft_addendum(client, umbrella, ends_on="2032-02-08")
    await client.submit(addendum, by="city")
    asked = await client.review(addendum, "office", "request_changes", comment="Sampai 2033")
    assert asked["state"] == "draft"
    fields: dict[str, Any] = {"reason": "Perpanjangan", "effective_on": "2026-02-09", "ends_on": "2033-02-08"}
    await client.revise(addendum, **fields)
    await scene.conclude(client, addendum)
    assert (await client.read(umbrella))["ends_on"] == "2033-02-08"
    assert [r["comment"] for r in (await client.read(addendum))["reviews"]] == ["Sampai 2033", "", ""]
    assert (await client.read(umbrella))["reviews"][-1]["comment"] == "", "the agreement's own reviews are its own"


async def test_amend_13_on_its_day_it_is_checked_again_and_held_where_it_no_longer_fits(
    client: AgreementsClient,
) -> None:
    """Two addenda agreed in advance: the PKS grows on 1 March; the umbrella shrinks on 1 April, below that."""
    umbrella = await scene.make_umbrella(client)
    below = await scene.make_pks(client, umbrella, ends_on="2028-02-08")
    longer = await scene.amend(client, below, ends_on="2030-02-08", effective_on="2026-03-01")
    shorter = await scene.amend(client, umbrella, ends_on="2029-02-08", effective_on="2026-04-01")
    scene.move_to(client, "2026-04-01 08:00")
    await scene.settle(client)
    assert (await scene.state_of(client, longer), await scene.state_of(client, shorter)) == ("in_effect", "held")
    assert "PKS Pelatihan" in (await client.read(shorter))["held_because"]
    assert (await client.read(umbrella))["ends_on"] == "2031-02-08"
    assert await client.h.tick() == 0, "it is not tried for ever"
    refused = await client.put_into_effect(shorter, by="city", status=409)
    assert refused["slug"] == "addendum-orphans-pks"
    await scene.amend(client, below, ends_on="2029-02-08")
    scene.move_to(client, "2026-04-03 08:00")
    assert (await client.put_into_effect(shorter, by="city"))["in_effect_on"] == "2026-04-03"
    assert (await client.read(umbrella))["ends_on"] == "2029-02-08"


async def test_amend_14_a_pks_may_not_outgrow_what_its_umbrella_will_be(client: AgreementsClient) -> None:
    umbrella = await scene.make_umbrella(client)
    waiting = await scene.draft_pks(client, umbrella, ends_on="2030-02-08")
    await scene.approve(client, waiting)
    await scene.amend(client, umbrella, ends_on="2029-02-08", effective_on="2026-06-01")
    refused = await client.draft_cooperation_agreement(umbrella, status=422, ends_on="2030-02-08")
    assert (refused["slug"], "2029-02-08" in refused["detail"]) == ("period-outside-umbrella", True)
    assert (await client.sign(waiting, "agency", status=422))["slug"] == "period-outside-umbrella"


async def test_amend_15_with_its_agreement_an_open_addendum_lapses(client: AgreementsClient) -> None:
    umbrella = await scene.make_umbrella(client)
    below = await scene.make_pks(client, umbrella)
    above_path = await scene.draft_addendum(client, umbrella, ends_on="2032-02-08")
    below_path = await scene.draft_addendum(client, below, ends_on="2028-02-08")
    scene.move_to(client, "2031-02-09")
    await scene.settle(client)
    assert [await scene.state_of(client, addendum) for addendum in (above_path, below_path)] == ["lapsed", "lapsed"]
    assert (await client.submit(above_path, by="city", status=409))["slug"] == "addendum-wrong-state"


@pytest.mark.parametrize("state", ["draft", "signed", "expired"])
async def test_amend_16_only_what_is_in_force_or_suspended_is_amended(client: AgreementsClient, state: str) -> None:
    agreement = await scene.draft_umbrella(client, starts_on="2026-02-10")
    if state != "draft":
        await scene.conclude(client, agreement)
    if state == "expired":
        scene.move_to(client, "2031-02-09")
        await scene.settle(client)
    refused = await client.draft_addendum(agreement, status=409, ends_on="2032-02-08")
    assert (refused["slug"], state in refused["detail"]) == ("wrong-state", True)


async def test_amend_17_a_suspended_agreement_may_be_amended_and_stays_suspended(client: AgreementsClient) -> None:
    umbrella = await scene.make_umbrella(client)
    await client.suspend(umbrella)
    await scene.amend(client, umbrella, ends_on="2032-02-08")
    assert await scene.state_of(client, umbrella) == "suspended"
    assert (await scene.facts(client, "amended"))[0][2]["state"] == "suspended"


async def test_amend_18_its_signatures_follow_the_rules_of_the_agreement_itself(client: AgreementsClient) -> None:
    below = await scene.make_pks(client, await scene.make_umbrella(client))
    addendum = await scene.draft_addendum(client, below, ends_on="2028-02-08")
    await scene.approve(client, addendum)
    for changes, slug in (
        ({"authority": "office", "kuasa_number": None, "kuasa_date": None}, "power-of-attorney-missing"),
        ({"kuasa_number": None}, "power-of-attorney-incomplete"),
        ({"kuasa_date": "2026-02-10"}, "power-of-attorney-after-signing"),
        ({"signed_on": "2026-02-10", "kuasa_date": "2026-02-09"}, "signed-in-future"),
        ({"signed_on": "2026-02-08", "kuasa_date": "2026-02-08"}, "signed-before-approval"),
    ):
        assert (await client.sign(addendum, "agency", status=422, **changes))["slug"] == slug
    await client.sign(addendum, "agency")
    assert (await client.sign(addendum, "agency", status=409))["slug"] == "already-signed"


async def test_amend_19_a_clerk_of_another_organisation_has_no_say(client: AgreementsClient) -> None:
    umbrella = await scene.make_umbrella(client)
    addendum = await scene.draft_addendum(client, umbrella, ends_on="2032-02-08")
    for act in (client.submit, client.withdraw_addendum, client.put_into_effect):
        assert (await act(addendum, by="agency", status=403))["slug"] == "forbidden"


async def test_amend_20_an_addendum_of_the_umbrella_and_a_new_pks_never_pass_each_other(
    client: AgreementsClient,
) -> None:
    """Whichever is first, no PKS is in force outside its umbrella."""
    for attempt in range(6):
        umbrella = await scene.make_umbrella(client, title=f"Kesepakatan {attempt}")
        waiting: Agreement = await scene.draft_pks(client, umbrella, ends_on="2030-02-08")
        await scene.approve(client, waiting)
        await client.sign(waiting, "agency")
        addendum = await scene.draft_addendum(client, umbrella, ends_on="2029-02-08")
        await scene.approve(client, addendum)
        await client.sign(addendum, "city")
        last = client.sign(addendum, "office", status=ANY), client.sign(waiting, "prison", status=ANY)
        answers = [status_of(answer) for answer in await asyncio.gather(*last)]
        assert sorted(answers) in ([201, 409], [201, 422]), answers
        ends = (await client.read(umbrella))["ends_on"]
        running = await scene.state_of(client, waiting) == "in_force"
        assert (ends, running) in {("2031-02-08", True), ("2029-02-08", False)}
