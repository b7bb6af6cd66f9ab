"""TERMINATE and PAUSE: notice of termination, suspension and resumption, each from its day."""

from __future__ import annotations

import pytest

from tests.service.agreements.scene import Scene


async def test_terminate_01_the_last_day_follows_from_the_notice_and_until_then_it_is_in_force(scene: Scene) -> None:
    umbrella = await scene.umbrella(notice_days=60)
    scene.at("2026-03-01 23:30")
    given = await scene.give_notice(umbrella)
    assert (given["state"], given["terminates_on"]) == ("in_force", "2026-04-30")
    ((kind, _, said),) = await scene.said("notice-given")
    assert (kind, said["given_on"], said["notice_days"], said["terminates_on"]) == (
        "joint",
        "2026-03-01",
        60,
        "2026-04-30",
    )
    scene.at("2026-04-30 23:59")
    assert await scene.h.tick() == 0
    scene.at("2026-05-01")
    await scene.settle()
    assert await scene.state(umbrella) == "terminated"
    ((_, _, said),) = await scene.said("terminated")
    assert (said["state"], said["due_on"], said["late"]) == ("terminated", "2026-05-01", False)
    assert await scene.dated("agreement.terminated") == ["2026-05-01 00:00"]


async def test_terminate_02_its_reason_stands_in_the_register_and_in_no_fact(scene: Scene) -> None:
    umbrella = await scene.umbrella()
    await scene.give_notice(umbrella, reason="Karena Saudara A pindah", notice_days=90)
    told = await scene.h.get(f"{umbrella.path}/termination", "auditor")
    assert (told["reason"], told["party_id"], told["terminates_on"]) == (
        "Karena Saudara A pindah",
        scene.who["city"],
        "2026-05-10",
    )
    assert "Saudara" not in str(await scene.h.facts())


@pytest.mark.parametrize(
    ("agreed", "stated", "status", "slug"),
    [
        (60, 59, 422, "notice-too-short"),
        (60, 60, 200, None),
        (60, None, 200, None),
        (0, 0, 200, None),
        (30, 363, 200, None),
        (30, 364, 422, "notice-too-late"),
    ],
)
async def test_terminate_03_never_shorter_than_agreed_nor_past_the_end(
    scene: Scene, agreed: int, stated: int | None, status: int, slug: str | None
) -> None:
    umbrella = await scene.umbrella(notice_days=agreed, ends_on="2027-02-08")
    answer = await scene.give_notice(umbrella, notice_days=stated, status=status)
    assert answer.get("slug") == slug


async def test_terminate_04_notice_is_given_once_and_by_a_party(scene: Scene) -> None:
    umbrella = await scene.umbrella()
    body = {"party_id": scene.who["agency"], "reason": "Bukan pihak"}
    assert (await scene.post(f"{umbrella.path}/termination", body, of="agency", status=403))["slug"] == "not-a-party"
    await scene.give_notice(umbrella)
    again = await scene.give_notice(umbrella, status=409)
    assert (again["slug"], "2026-03-11" in again["detail"]) == ("notice-already-given", True)


async def test_terminate_05_a_new_pks_may_not_reach_beyond_the_notice_of_its_umbrella(scene: Scene) -> None:
    umbrella = await scene.umbrella()
    await scene.give_notice(umbrella, notice_days=90)
    assert (await scene.draft_pks(umbrella, status=422))["slug"] == "period-outside-umbrella"
    assert await scene.draft_pks(umbrella, ends_on="2026-05-10")


async def test_terminate_06_under_notice_no_expiry_is_announced(scene: Scene) -> None:
    umbrella = await scene.umbrella(ends_on="2026-06-30")
    await scene.give_notice(umbrella, notice_days=120)
    scene.at("2026-07-05")
    await scene.settle()
    assert await scene.words("expiring", "terminated", "expired") == [("joint", "terminated")]


async def test_pause_01_suspension_and_resumption_have_a_reason_and_a_day(scene: Scene) -> None:
    umbrella = await scene.umbrella()
    await scene.pause(umbrella, "suspension", from_on="2026-03-01", reason="Audit keuangan")
    assert (await scene.state(umbrella), (await scene.read(umbrella))["suspends_on"]) == ("in_force", "2026-03-01")
    scene.at("2026-03-01")
    await scene.settle()
    assert (await scene.state(umbrella), (await scene.read(umbrella))["suspends_on"]) == ("suspended", None)
    await scene.pause(umbrella, "resumption", from_on="2026-03-10", reason="Audit selesai")
    scene.at("2026-03-12")
    await scene.settle()
    assert await scene.state(umbrella) == "in_force"
    assert await scene.dated("agreement.resumed") == ["2026-03-10 00:00"]
    assert [(p["step"], p["from_on"], p["reason"]) for p in await scene.read(f"{umbrella.path}/pauses")] == [
        ("suspension", "2026-03-01", "Audit keuangan"),
        ("resumption", "2026-03-10", "Audit selesai"),
    ]
    assert "Audit" not in str(await scene.h.facts())


@pytest.mark.parametrize(
    ("from_on", "slug"), [("2026-02-08", "pause-in-past"), ("2031-02-09", "pause-after-end"), ("2031-02-08", None)]
)
async def test_pause_02_from_today_to_the_last_day(scene: Scene, from_on: str, slug: str | None) -> None:
    umbrella = await scene.umbrella()
    answer = await scene.pause(umbrella, "suspension", from_on=from_on, status=422 if slug else 200)
    assert answer.get("slug") == slug


async def test_pause_03_needs_a_party_and_the_right_state(scene: Scene) -> None:
    umbrella = await scene.umbrella()
    body = {"reason": "Bukan pihak"}
    assert (await scene.post(f"{umbrella.path}/suspensions", body, of="agency", status=403))["slug"] == "forbidden"
    assert (await scene.pause(umbrella, "resumption", status=409))["slug"] == "wrong-state"
    await scene.pause(umbrella, "suspension")
    assert (await scene.pause(umbrella, "suspension", status=409))["slug"] == "wrong-state"
