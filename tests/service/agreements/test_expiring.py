"""EXPIRING: told 90, 30 and 7 days before, once each, whatever runs and however late; then expired."""

from __future__ import annotations

import asyncio
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from services.agreements.commands import amendments, time
from services.agreements.commands.agreements import Sign
from services.agreements.jobs.agreements import agreements_due
from services.agreements.main import SERVICE
from services.agreements.store import due
from shared.clock import midnight
from shared.edge.access import Actor
from shared.errors import Refusal
from shared.postgres.pool import Connection, in_transaction
from shared.postgres.scheduler import Scheduler
from tests.service.agreements.scene import Scene


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


async def test_expiring_11_an_agreement_that_cannot_take_its_step_stops_no_other(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = await scene.umbrella(ends_on="2026-12-30")
    sound = await scene.umbrella(title="Lain", ends_on="2026-12-31")
    scene.at("2027-01-05")
    take = time.take

    async def failing(conn: Connection, row: Any, now: Any) -> bool:
        if str(row["id"]) == broken.id:
            raise RuntimeError
        return await take(conn, row, now)

    with monkeypatch.context() as patched:
        patched.setattr(agreements_due, "_step", failing)
        await scene.h.tick()
        assert (await scene.state(broken), await scene.state(sound)) == ("in_force", "expired")
    await scene.h.tick()
    assert await scene.state(broken) == "expired", "once it can, it does"


async def test_expiring_12_a_pks_whose_umbrella_is_being_changed_waits_and_stops_no_other(scene: Scene) -> None:
    umbrella, other = await scene.umbrella(), await scene.umbrella(title="Lain", ends_on="2026-12-31")
    below = await scene.pks(umbrella, ends_on="2026-12-30")
    scene.at("2027-01-05")
    async with scene.h.pool.acquire() as conn, conn.transaction():
        await conn.execute("select from agreements where id = $1 for update", umbrella.id)
        await scene.h.tick()
        assert (await scene.state(below), await scene.state(other)) == ("in_force", "expired")
    await scene.h.tick()
    assert await scene.state(below) == "expired"
