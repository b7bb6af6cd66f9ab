"""AMEND: addenda, made like the agreement itself, in effect on their day, and never leaving a PKS outside."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from tests.service.agreements.scene import Paper, Scene


async def test_amend_01_an_addendum_changes_period_and_scopes_once_every_party_has_signed(scene: Scene) -> None:
    umbrella = await scene.umbrella()
    path = await scene.addendum(umbrella, ends_on="2032-02-08", scopes=["training", "community_service", "marketing"])
    await scene.review(umbrella, path)
    await scene.sign(umbrella, "city", path)
    assert (await scene.read(umbrella))["ends_on"] == "2031-02-08", "one signature changes nothing"
    await scene.sign(umbrella, "office", path)
    now = await scene.read(umbrella)
    assert (now["ends_on"], now["revision"]) == ("2032-02-08", 2)
    assert now["scopes"] == ["community_service", "marketing", "training"]
    ((kind, verb, said),) = await scene.said("amended")
    assert (kind, verb, said["addendum"], said["revision"], said["state"]) == ("joint", "amended", 1, 2, "in_force")
    assert (said["ends_on"], said["scopes"]) == (now["ends_on"], now["scopes"])
    assert (said["due_on"], said["late"]) == ("2026-02-09", False)


async def test_amend_02_it_waits_for_its_day_at_local_midnight(scene: Scene) -> None:
    umbrella = await scene.umbrella()
    path = await scene.amend(umbrella, ends_on="2032-02-08", effective_on="2026-03-01")
    assert await scene.state(path) == "signed"
    scene.at("2026-02-28 23:59")
    assert await scene.h.tick() == 0
    scene.at("2026-03-01")
    assert await scene.h.tick() == 1
    assert (await scene.state(path), (await scene.read(umbrella))["ends_on"]) == ("in_effect", "2032-02-08")
    assert await scene.dated("agreement.amended") == ["2026-03-01 00:00"]


async def test_amend_03_late_it_is_dated_when_due_and_marked_late(scene: Scene) -> None:
    umbrella = await scene.umbrella()
    await scene.amend(umbrella, ends_on="2032-02-08", effective_on="2026-03-01")
    scene.at("2026-03-04 10:00")
    await scene.settle()
    ((_, _, said),) = await scene.said("amended")
    assert (said["due_on"], said["late"]) == ("2026-03-01", True)
    assert await scene.dated("agreement.amended") == ["2026-03-01 00:00"]


async def test_amend_04_signed_after_its_day_it_is_in_effect_from_the_last_signature(scene: Scene) -> None:
    umbrella = await scene.umbrella()
    path = await scene.addendum(umbrella, ends_on="2032-02-08", effective_on="2026-02-10")
    await scene.review(umbrella, path)
    scene.at("2026-02-20 09:00")
    await scene.sign(umbrella, "city", path, signed_on="2026-02-14")
    await scene.sign(umbrella, "office", path, signed_on="2026-02-18")
    assert (await scene.read(path))["in_effect_on"] == "2026-02-18"
    ((_, _, said),) = await scene.said("amended")
    assert (said["due_on"], said["late"]) == ("2026-02-18", True)


async def test_amend_05_earlier_revisions_stay_readable(scene: Scene) -> None:
    umbrella = await scene.umbrella()
    scene.at("2026-05-01 09:00")
    await scene.amend(umbrella, ends_on="2032-02-08")
    scene.at("2027-05-01 09:00")
    await scene.amend(umbrella, scopes=["training"])
    revisions = await scene.read(f"{umbrella.path}/revisions")
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
    assert await scene.read(f"{umbrella.path}/revisions/2") == revisions[1]
    gone = await scene.h.get(f"{umbrella.path}/revisions/4", "auditor", status=404)
    assert gone["slug"] == "not-found"


async def test_amend_06_one_that_would_orphan_pks_is_refused_and_names_each(scene: Scene) -> None:
    umbrella = await scene.umbrella()
    await scene.pks(umbrella, title="PKS Las", ends_on="2030-06-30")
    await scene.pks(umbrella, title="PKS Alat", scopes=["equipment"], ends_on="2028-02-08")
    await scene.pks(umbrella, title="PKS Jahit", ends_on="2028-02-08")
    refused = await scene.addendum(umbrella, status=409, ends_on="2029-12-31", scopes=["training"])
    assert (refused["slug"], refused["rule"], refused["article"]) == ("addendum-orphans-pks", "A2", "PP 28/2018")
    assert "2 PKS" in refused["detail"]
    for named in ("PKS Las", "2030-06-30", "PKS Alat", "equipment"):
        assert named in refused["detail"]
    assert "PKS Jahit" not in refused["detail"]
    signed = await scene.h.pool.fetchval("select min(number) from signatures where party_id = $1", scene.who["agency"])
    assert signed in refused["detail"], "by the number it bears"


async def test_amend_07_a_pks_that_ends_early_by_notice_is_not_orphaned_beyond_that(scene: Scene) -> None:
    umbrella = await scene.umbrella()
    below = await scene.pks(umbrella, ends_on="2030-06-30", notice_days=0)
    await scene.give_notice(below, notice_days=60)
    assert await scene.addendum(umbrella, ends_on="2029-12-31")


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
async def test_amend_08_what_an_addendum_of_a_pks_may_not(scene: Scene, changes: dict[str, Any], slug: str) -> None:
    below = await scene.pks(await scene.umbrella())
    refused = await scene.addendum(below, status=422, **changes)
    assert refused["slug"] == slug


async def test_amend_09_a_pks_may_change_what_it_covers(scene: Scene) -> None:
    below = await scene.pks(await scene.umbrella(), programmes=["las"])
    await scene.amend(below, programmes=["las", "menjahit"], scopes=["training", "community_service"], sites=["Taman"])
    ((kind, _, said),) = await scene.said("amended")
    assert (kind, said["programmes"], said["sites"]) == ("cooperation", ["las", "menjahit"], ["Taman"])
    assert (await scene.read(below))["programmes"] == ["las", "menjahit"]


async def test_amend_10_one_at_a_time_and_a_withdrawn_one_leaves_its_number(scene: Scene) -> None:
    umbrella = await scene.umbrella()
    first = await scene.addendum(umbrella, ends_on="2032-02-08")
    refused = await scene.addendum(umbrella, status=409, ends_on="2033-02-08")
    assert (refused["slug"], "Adendum 1" in refused["detail"]) == ("addendum-open", True)
    await scene.post(f"{first}/withdrawal", None, of="office")
    second = await scene.addendum(umbrella, ends_on="2033-02-08")
    assert [(a["number"], a["state"]) for a in await scene.read(f"{umbrella.path}/amendments")] == [
        (1, "withdrawn"),
        (1, "draft"),
    ]
    await scene.conclude(umbrella, second)
    assert (await scene.read(await scene.addendum(umbrella, ends_on="2034-02-08")))["number"] == 2


async def test_amend_11_a_number_of_a_party_is_used_once_in_a_year_also_by_an_addendum(scene: Scene) -> None:
    umbrella = await scene.umbrella()
    taken = next(p["number"] for p in (await scene.read(umbrella))["parties"] if p["code"] == "city")
    path = await scene.addendum(umbrella, ends_on="2032-02-08")
    await scene.review(umbrella, path)
    refused = await scene.sign(umbrella, "city", path, status=409, number=taken)
    assert refused["slug"] == "number-taken"
    scene.at("2027-01-02 09:00")
    assert await scene.sign(umbrella, "city", path, number=taken, signed_on="2027-01-02"), "in another year it is free"


async def test_amend_12_asked_for_changes_it_is_reworded_and_reviewed_again(scene: Scene) -> None:
    umbrella = await scene.umbrella()
    path = await scene.addendum(umbrella, ends_on="2032-02-08")
    await scene.post(f"{path}/submission", None, of="city")
    asked = {"party_id": scene.who["office"], "decision": "request_changes", "comment": "Sampai 2033"}
    assert (await scene.post(f"{path}/reviews", asked, of="office"))["state"] == "draft"
    words = {"reason": "Perpanjangan", "effective_on": "2026-02-09", "ends_on": "2033-02-08"}
    await scene.h.put(path, words, "clerk", organisation=scene.who["city"])
    await scene.conclude(umbrella, path)
    assert (await scene.read(umbrella))["ends_on"] == "2033-02-08"
    assert [r["comment"] for r in (await scene.read(path))["reviews"]] == ["Sampai 2033", "", ""]
    assert (await scene.read(umbrella))["reviews"][-1]["comment"] == "", "the agreement's own reviews are its own"


async def test_amend_13_on_its_day_it_is_checked_again_and_held_where_it_no_longer_fits(scene: Scene) -> None:
    """Two addenda agreed in advance: the PKS grows on 1 March; the umbrella shrinks on 1 April, below that."""
    umbrella = await scene.umbrella()
    below = await scene.pks(umbrella, ends_on="2028-02-08")
    longer = await scene.amend(below, ends_on="2030-02-08", effective_on="2026-03-01")
    shorter = await scene.amend(umbrella, ends_on="2029-02-08", effective_on="2026-04-01")
    scene.at("2026-04-01 08:00")
    await scene.settle()
    assert (await scene.state(longer), await scene.state(shorter)) == ("in_effect", "held")
    assert "PKS Pelatihan" in (await scene.read(shorter))["held_because"]
    assert (await scene.read(umbrella))["ends_on"] == "2031-02-08"
    assert await scene.h.tick() == 0, "it is not tried for ever"
    refused = await scene.post(f"{shorter}/effect", None, of="city", status=409)
    assert refused["slug"] == "addendum-orphans-pks"
    await scene.amend(below, ends_on="2029-02-08")
    scene.at("2026-04-03 08:00")
    assert (await scene.post(f"{shorter}/effect", None, of="city"))["in_effect_on"] == "2026-04-03"
    assert (await scene.read(umbrella))["ends_on"] == "2029-02-08"


async def test_amend_14_a_pks_may_not_outgrow_what_its_umbrella_will_be(scene: Scene) -> None:
    umbrella = await scene.umbrella()
    waiting = await scene.draft_pks(umbrella, ends_on="2030-02-08")
    await scene.review(waiting)
    await scene.amend(umbrella, ends_on="2029-02-08", effective_on="2026-06-01")
    refused = await scene.draft_pks(umbrella, status=422, ends_on="2030-02-08")
    assert (refused["slug"], "2029-02-08" in refused["detail"]) == ("period-outside-umbrella", True)
    assert (await scene.sign(waiting, "agency", status=422))["slug"] == "period-outside-umbrella"


async def test_amend_15_with_its_agreement_an_open_addendum_lapses(scene: Scene) -> None:
    umbrella = await scene.umbrella()
    below = await scene.pks(umbrella)
    above_path = await scene.addendum(umbrella, ends_on="2032-02-08")
    below_path = await scene.addendum(below, ends_on="2028-02-08")
    scene.at("2031-02-09")
    await scene.settle()
    assert [await scene.state(path) for path in (above_path, below_path)] == ["lapsed", "lapsed"]
    assert (await scene.post(f"{above_path}/submission", None, of="city", status=409))["slug"] == "addendum-wrong-state"


@pytest.mark.parametrize("state", ["draft", "signed", "expired"])
async def test_amend_16_only_what_is_in_force_or_suspended_is_amended(scene: Scene, state: str) -> None:
    paper = await scene.draft_umbrella(starts_on="2026-02-10")
    if state != "draft":
        await scene.conclude(paper)
    if state == "expired":
        scene.at("2031-02-09")
        await scene.settle()
    refused = await scene.addendum(paper, status=409, ends_on="2032-02-08")
    assert (refused["slug"], state in refused["detail"]) == ("wrong-state", True)


async def test_amend_17_a_suspended_agreement_may_be_amended_and_stays_suspended(scene: Scene) -> None:
    umbrella = await scene.umbrella()
    await scene.pause(umbrella, "suspension")
    await scene.amend(umbrella, ends_on="2032-02-08")
    assert await scene.state(umbrella) == "suspended"
    assert (await scene.said("amended"))[0][2]["state"] == "suspended"


async def test_amend_18_its_signatures_follow_the_rules_of_the_agreement_itself(scene: Scene) -> None:
    below = await scene.pks(await scene.umbrella())
    path = await scene.addendum(below, ends_on="2028-02-08")
    await scene.review(below, path)
    for changes, slug in (
        ({"authority": "office", "kuasa_number": None, "kuasa_date": None}, "power-of-attorney-missing"),
        ({"kuasa_number": None}, "power-of-attorney-incomplete"),
        ({"kuasa_date": "2026-02-10"}, "power-of-attorney-after-signing"),
        ({"signed_on": "2026-02-10", "kuasa_date": "2026-02-09"}, "signed-in-future"),
        ({"signed_on": "2026-02-08", "kuasa_date": "2026-02-08"}, "signed-before-approval"),
    ):
        assert (await scene.sign(below, "agency", path, status=422, **changes))["slug"] == slug
    await scene.sign(below, "agency", path)
    assert (await scene.sign(below, "agency", path, status=409))["slug"] == "already-signed"


async def test_amend_19_a_clerk_of_another_organisation_has_no_say(scene: Scene) -> None:
    umbrella = await scene.umbrella()
    path = await scene.addendum(umbrella, ends_on="2032-02-08")
    for call in ("submission", "withdrawal", "effect"):
        assert (await scene.post(f"{path}/{call}", None, of="agency", status=403))["slug"] == "forbidden"


async def test_amend_20_an_addendum_of_the_umbrella_and_a_new_pks_never_pass_each_other(scene: Scene) -> None:
    """Whichever is first, no PKS is in force outside its umbrella."""
    for attempt in range(6):
        umbrella = await scene.umbrella(title=f"Kesepakatan {attempt}")
        waiting: Paper = await scene.draft_pks(umbrella, ends_on="2030-02-08")
        await scene.review(waiting)
        await scene.sign(waiting, "agency")
        path = await scene.addendum(umbrella, ends_on="2029-02-08")
        await scene.review(umbrella, path)
        await scene.sign(umbrella, "city", path)
        last = [(f"{path}/signatures", "office"), (f"{waiting.path}/signatures", "prison")]
        answers = await asyncio.gather(*(_send(scene, where, party) for where, party in last))
        assert sorted(answers) in ([200, 409], [200, 422]), answers
        ends = (await scene.read(umbrella))["ends_on"]
        running = await scene.state(waiting) == "in_force"
        assert (ends, running) in {("2031-02-08", True), ("2029-02-08", False)}


async def _send(scene: Scene, path: str, party: str) -> int:
    headers = scene.h.token("clerk", organisation=scene.who[party])
    body = scene.signature(party, path.removesuffix("/signatures"))
    return (await scene.h.client.post(path, json=body, headers=headers)).status_code
