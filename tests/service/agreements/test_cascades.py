"""CASCADE: what an umbrella does to the PKS below it, and an outage that changes no order."""

from __future__ import annotations

from tests.service.agreements.scene import Scene


async def test_cascade_01_with_its_umbrella_a_pks_is_suspended_and_resumes(scene: Scene) -> None:
    umbrella = await scene.umbrella()
    below = await scene.pks(umbrella)
    await scene.pause(umbrella, "suspension")
    assert (await scene.state(below), (await scene.read(below))["suspended_by_umbrella"]) == ("suspended", True)
    assert (await scene.said("suspended"))[1][2]["suspended_by_umbrella"] is True
    await scene.pause(umbrella, "resumption")
    assert (await scene.state(below), (await scene.read(below))["suspended_by_umbrella"]) == ("in_force", False)
    assert await scene.words("suspended", "resumed") == [
        (kind, verb) for verb in ("suspended", "resumed") for kind in ("joint", "cooperation")
    ]


async def test_cascade_02_one_suspended_on_its_own_account_stays_so(scene: Scene) -> None:
    umbrella = await scene.umbrella()
    below = await scene.pks(umbrella)
    await scene.pause(below, "suspension")
    await scene.pause(umbrella, "suspension")
    await scene.pause(umbrella, "resumption")
    assert await scene.state(below) == "suspended"
    await scene.pause(below, "resumption")
    assert await scene.state(below) == "in_force"


async def test_cascade_03_nor_does_one_that_was_suspended_for_itself_while_its_umbrella_was(scene: Scene) -> None:
    umbrella = await scene.umbrella()
    below = await scene.pks(umbrella)
    await scene.pause(umbrella, "suspension")
    await scene.pause(below, "suspension")
    await scene.pause(umbrella, "resumption")
    assert await scene.state(below) == "suspended"


async def test_cascade_04_a_pks_does_not_resume_before_its_umbrella(scene: Scene) -> None:
    umbrella = await scene.umbrella()
    below = await scene.pks(umbrella)
    await scene.pause(umbrella, "suspension")
    assert (await scene.pause(below, "resumption", status=409))["slug"] == "umbrella-not-in-force"


async def test_cascade_05_with_its_umbrella_each_pks_is_terminated_whatever_its_state(scene: Scene) -> None:
    umbrella = await scene.umbrella()
    running, paused = await scene.pks(umbrella), await scene.pks(umbrella, title="PKS Dua")
    waiting = await scene.pks(umbrella, title="PKS Tiga", starts_on="2026-12-01")
    drafted = await scene.draft_pks(umbrella, title="PKS Empat")
    await scene.pause(paused, "suspension")
    await scene.give_notice(umbrella, notice_days=30)
    scene.at("2026-03-15")
    await scene.settle()
    assert [await scene.state(p) for p in (umbrella, running, paused, waiting, drafted)] == ["terminated"] * 4 + [
        "draft"
    ]
    facts = await scene.said("terminated")
    assert [kind for kind, *_ in facts] == ["joint"] + ["cooperation"] * 3
    assert {(said["due_on"], said["late"]) for *_, said in facts} == {("2026-03-12", True)}
    assert set(await scene.dated("agreement.terminated")) == {"2026-03-12 00:00"}
    assert (await scene.post(f"{drafted.path}/submission", None, of="agency"))["state"] == "in_review"
    for party in drafted.parties:
        review = {"party_id": scene.who[party], "decision": "approve"}
        await scene.post(f"{drafted.path}/reviews", review, of=party)
    assert (await scene.sign(drafted, "agency", status=409))["slug"] == "umbrella-not-in-force"


async def test_cascade_06_an_outage_changes_no_order(scene: Scene) -> None:
    """The PKS ends by itself in March, its umbrella by notice in April, another starts between; seen in May."""
    umbrella = await scene.umbrella()
    first = await scene.pks(umbrella, ends_on="2026-03-10")
    second = await scene.pks(umbrella, title="PKS Dua", starts_on="2026-03-20")
    await scene.give_notice(umbrella, notice_days=60)
    scene.at("2026-05-05")
    await scene.settle()
    assert [await scene.state(p) for p in (first, second, umbrella)] == ["expired", "terminated", "terminated"]
    assert [(k, v, s["due_on"]) for k, v, s in (await scene.said("activated", "expired", "terminated"))[2:]] == [
        ("cooperation", "expired", "2026-03-11"),
        ("cooperation", "activated", "2026-03-20"),
        ("joint", "terminated", "2026-04-11"),
        ("cooperation", "terminated", "2026-04-11"),
    ]


async def test_cascade_07_a_pks_whose_day_comes_under_a_suspended_umbrella_begins_with_its_resumption(
    scene: Scene,
) -> None:
    umbrella = await scene.umbrella()
    waiting = await scene.pks(umbrella, starts_on="2026-03-01")
    await scene.pause(umbrella, "suspension")
    scene.at("2026-03-05 10:00")
    assert await scene.h.tick() == 0
    await scene.pause(umbrella, "resumption")
    await scene.settle()
    assert await scene.state(waiting) == "in_force"
    assert [(s["due_on"], s["late"]) for k, _, s in await scene.said("activated") if k == "cooperation"] == [
        ("2026-03-05", False)
    ]
    assert (await scene.dated("cooperation-agreement.activated")) == ["2026-03-05 10:00"]


async def test_cascade_08_one_that_never_began_expires_with_its_own_last_day(scene: Scene) -> None:
    umbrella = await scene.umbrella()
    waiting = await scene.pks(umbrella, starts_on="2026-03-01", ends_on="2026-03-10")
    await scene.pause(umbrella, "suspension")
    scene.at("2026-03-11")
    await scene.settle()
    assert await scene.state(waiting) == "expired"


async def test_cascade_09_a_planned_resumption_waits_for_its_umbrella(scene: Scene) -> None:
    umbrella = await scene.umbrella()
    below = await scene.pks(umbrella)
    await scene.pause(below, "suspension")
    await scene.pause(below, "resumption", from_on="2026-02-20")
    await scene.pause(umbrella, "suspension")
    scene.at("2026-03-05 10:00")
    await scene.settle()
    assert await scene.state(below) == "suspended"
    await scene.pause(umbrella, "resumption")
    await scene.settle()
    assert await scene.state(below) == "in_force"
    assert await scene.dated("cooperation-agreement.resumed") == ["2026-03-05 10:00"]
