"""TERMINATE, EXPIRING and CASCADE: how agreements pause and end, each fact once, in order, dated when it was due."""

from __future__ import annotations

import asyncio
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from services.agreements.commands import amendments
from services.agreements.commands.agreements import Sign
from services.agreements.jobs import agreements_due
from services.agreements.main import SERVICE
from services.agreements.store import due
from shared.access import Actor
from shared.clock import midnight
from shared.db import Connection, in_transaction
from shared.errors import Refusal
from shared.scheduler import Scheduler
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


async def test_expiring_01_ninety_thirty_and_seven_days_before_the_last_day_once_each(scene: Scene) -> None:
    umbrella = await scene.umbrella(ends_on="2026-12-31")
    for day in ("2026-10-01", "2026-10-02", "2026-12-01", "2026-12-02", "2026-12-24", "2026-12-31"):
        scene.at(f"{day} 09:00")
        await scene.settle()
    assert [(s["days"], s["due_on"], s["late"], s["ends_on"]) for _, _, s in await scene.said("expiring")] == [
        (90, "2026-10-02", False, "2026-12-31"),
        (30, "2026-12-01", False, "2026-12-31"),
        (7, "2026-12-24", False, "2026-12-31"),
    ]
    assert await scene.dated("agreement.expiring") == [f"2026-{day} 00:00" for day in ("10-02", "12-01", "12-24")]
    assert await scene.state(umbrella) == "in_force", "a notice changes nothing"


async def test_expiring_02_after_an_outage_each_is_said_in_order_dated_when_due_and_marked_late(scene: Scene) -> None:
    await scene.umbrella(ends_on="2026-12-31")
    scene.at("2026-12-24 09:00")
    await scene.settle()
    assert [(s["days"], s["due_on"], s["late"]) for _, _, s in await scene.said("expiring")] == [
        (90, "2026-10-02", True),
        (30, "2026-12-01", True),
        (7, "2026-12-24", False),
    ]
    assert await scene.dated("agreement.expiring") == [f"2026-{day} 00:00" for day in ("10-02", "12-01", "12-24")]


async def test_expiring_03_also_when_the_end_itself_was_missed(scene: Scene) -> None:
    await scene.umbrella(ends_on="2026-12-31")
    scene.at("2027-02-01")
    await scene.settle()
    assert await scene.words("expiring", "expired") == [("joint", "expiring")] * 3 + [("joint", "expired")]
    ((_, _, said),) = await scene.said("expired")
    assert (said["due_on"], said["late"]) == ("2027-01-01", True)
    assert await scene.dated("agreement.expired") == ["2027-01-01 00:00"]


@pytest.mark.parametrize(
    ("ends_on", "days"),
    [
        ("2026-05-10", [90, 30, 7]),
        ("2026-05-09", [30, 7]),
        ("2026-03-11", [30, 7]),
        ("2026-03-10", [7]),
        ("2026-02-16", [7]),
        ("2026-02-15", []),
    ],
)
async def test_expiring_04_what_was_due_before_it_was_in_force_never_is(
    scene: Scene, ends_on: str, days: list[int]
) -> None:
    """In force from 9 February 2026: 90 days before 10 May is that very day."""
    await scene.umbrella(ends_on=ends_on)
    scene.at("2026-06-01")
    await scene.settle()
    assert [said["days"] for _, _, said in await scene.said("expiring")] == days


async def test_expiring_05_again_for_another_last_day(scene: Scene) -> None:
    umbrella = await scene.umbrella(ends_on="2026-12-31")
    scene.at("2026-12-05 09:00")
    await scene.settle()
    await scene.amend(umbrella, ends_on="2027-12-31")
    scene.at("2027-12-31 09:00")
    await scene.settle()
    assert [(s["days"], s["ends_on"]) for _, _, s in await scene.said("expiring")] == [
        (90, "2026-12-31"),
        (30, "2026-12-31"),
        (90, "2027-12-31"),
        (30, "2027-12-31"),
        (7, "2027-12-31"),
    ]


async def test_expiring_06_an_addendum_that_leaves_the_last_day_repeats_no_notice(scene: Scene) -> None:
    umbrella = await scene.umbrella(ends_on="2026-12-31")
    scene.at("2026-12-05 09:00")
    await scene.settle()
    await scene.amend(umbrella, scopes=["training"])
    await scene.settle()
    assert [said["days"] for _, _, said in await scene.said("expiring")] == [90, 30]


async def test_expiring_07_whatever_number_of_replicas_runs_each_fact_is_said_once(scene: Scene) -> None:
    for number in range(4):
        umbrella = await scene.umbrella(title=f"Kesepakatan {number}", ends_on="2026-12-31", starts_on="2026-02-10")
        assert await scene.state(umbrella) == "signed"
    scene.at("2027-01-03 00:00")
    replicas = [Scheduler(scene.h.pool, scene.h.clock, SERVICE.jobs, 3600, lambda: None) for _ in range(3)]
    for _ in range(3):
        await asyncio.gather(*(replica.tick() for replica in replicas))
    per_agreement: dict[str, list[Any]] = {}
    for _, verb, said in await scene.said("activated", "expiring", "expired"):
        per_agreement.setdefault(said["agreement_id"], []).append((verb, said.get("days"), said["late"]))
    assert (
        list(per_agreement.values())
        == [
            [
                ("activated", None, True),
                ("expiring", 90, True),
                ("expiring", 30, True),
                ("expiring", 7, True),
                ("expired", None, True),
            ]
        ]
        * 4
    )


@pytest.mark.parametrize("attempt", range(8))
async def test_expiring_08_an_expiry_meets_an_addendum_that_prolongs(scene: Scene, attempt: int) -> None:
    """The last signature comes a second before the last midnight, the expiry right after it: one of them is first."""
    umbrella = await scene.umbrella(ends_on="2026-12-31")
    path = await scene.addendum(umbrella, ends_on="2027-12-31")
    await scene.review(umbrella, path)
    await scene.sign(umbrella, "city", path)
    scene.at("2026-12-31 23:59")
    await scene.settle()
    said = Sign(**scene.signature("office", path))
    actor = Actor("clerk-office", frozenset({"clerk"}), UUID(scene.who["office"]))
    addendum, over = UUID(path.rpartition("/")[2]), midnight(date(2027, 1, 1))

    async def signing(conn: Connection) -> str:
        try:
            view = await amendments.sign(
                conn, "joint", UUID(umbrella.id), addendum, said, actor, over - timedelta(seconds=1)
            )
        except Refusal as refusal:
            return refusal.slug
        return view.state

    async def expiring(conn: Connection) -> str:
        return "expired" if await agreements_due(conn, over) else "nothing due"

    racing = [in_transaction(scene.h.pool, signing), in_transaction(scene.h.pool, expiring)]
    outcome = set(await asyncio.gather(*(racing if attempt % 2 else reversed(racing))))
    scene.at("2027-01-01")
    await scene.settle()
    ended = (await scene.state(umbrella), await scene.state(path), (await scene.read(umbrella))["ends_on"])
    assert (outcome, ended) in [
        ({"in_effect", "nothing due"}, ("in_force", "in_effect", "2027-12-31")),
        ({"wrong-state", "expired"}, ("expired", "lapsed", "2026-12-31")),
        ({"addendum-wrong-state", "expired"}, ("expired", "lapsed", "2026-12-31")),
    ]
    assert len(await scene.words("amended", "expired")) == 1


async def test_expiring_09_after_the_last_day_no_addendum_brings_it_back_even_where_the_expiry_is_late(
    scene: Scene,
) -> None:
    umbrella = await scene.umbrella(ends_on="2026-12-31")
    path = await scene.addendum(umbrella, ends_on="2027-12-31")
    await scene.review(umbrella, path)
    await scene.sign(umbrella, "city", path)
    scene.at("2027-01-01")
    assert (await scene.sign(umbrella, "office", path, status=422))["slug"] == "addendum-after-end"


async def test_expiring_10_what_another_replica_did_between_look_and_lock_is_not_done_again(scene: Scene) -> None:
    """The look is of a moment ago: under the lock it is asked again, and then for what is due beside it."""
    first = await scene.umbrella(ends_on="2026-12-31")
    await scene.umbrella(title="Lain", ends_on="2026-12-31")
    scene.at("2026-12-01")
    async with scene.h.pool.acquire() as conn, conn.transaction():
        stale = await due.claim(conn, date(2026, 10, 2))
    assert stale is not None
    assert str(stale["id"]) == first.id
    async with scene.h.pool.acquire() as conn, conn.transaction():
        await due.add_notice(conn, stale["id"], date(2026, 12, 31), 90, date(2026, 10, 2), scene.h.clock.now())

    class Behind:
        """A connection whose first look is of a moment ago."""

        looked = False

        async def fetchrow(self, query: str, *args: object) -> object:
            if self.looked:
                return await conn.fetchrow(query, *args)
            self.looked = True
            return stale

    async with scene.h.pool.acquire() as conn, conn.transaction():
        claimed = await due.claim(Behind(), date(2026, 10, 2))  # type: ignore[arg-type]
    assert claimed is not None
    assert str(claimed["id"]) != first.id


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
