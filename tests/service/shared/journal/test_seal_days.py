"""The journal as a calendar: each day with its seal, and in the colour that the last verification gave it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from shared.clock import local_day
from tests.conftest import RunService
from tests.service.shared.journal.sealing import KEY, MONDAY, OURS, days, fact, local, mark, rechained, resealed
from tests.support.databases import Databases
from tests.support.harness import Harness
from tests.support.scenes import SCENES
from tests.support.tiny import superuser

PATH = "/agreements/journal/days"
WEEK = f"{PATH}?from=2026-02-08&until=2026-02-13"


async def states(h: Harness) -> list[str]:
    """From Sunday to Friday; seals of Monday to Wednesday, and Thursday is today."""
    return [day["state"] for day in (await h.get(WEEK, "auditor"))["days"]]


async def verify(h: Harness) -> dict[str, Any]:
    run: dict[str, Any] = await h.post("/agreements/journal/verifications", None, "auditor", status=202)
    await h.verify()
    return run


async def test_a_day_is_sealed_then_verified_and_today_is_still_open(h: Harness) -> None:
    await days(h)
    assert await states(h) == ["none", "sealed", "sealed", "sealed", "open", "none"]
    run = await verify(h)
    calendar = await h.get(WEEK, "operator")
    assert [day["state"] for day in calendar["days"]] == ["none", "fits", "fits", "fits", "open", "none"]
    assert calendar["verified_by"] == run["id"]
    assert calendar["verified_at"]
    seals = (await h.client.get("/agreements/journal/seals")).json()["items"]
    shown = calendar["days"][1:4]
    for name, other in (("root", "root"), ("hash", "hash"), ("position", "position"), ("seal", "number")):
        assert [day[name] for day in shown] == [seal[other] for seal in seals]
    assert [day["facts"] for day in calendar["days"]] == [0, 2, 3, 3, 1, 0], "the seal of a day is a fact of the next"
    h.clock.set(local(MONDAY + timedelta(days=4), 0))
    await h.seal()
    assert (await states(h))[1:5] == ["fits", "fits", "fits", "sealed"]


async def test_before_the_first_seal_the_days_since_the_first_fact_are_open(h: Harness) -> None:
    h.clock.set(local(MONDAY, 10))
    assert (await states(h))[1] == "none"
    await mark(h, "a")
    assert (await states(h))[:3] == ["none", "open", "none"]


async def test_a_changed_fact_makes_its_day_red_and_no_other(h: Harness, databases: Databases) -> None:
    await days(h)
    await mark(h, "today")
    async with superuser(databases, h) as conn:
        await conn.execute(f"update journal set actor = 'x' {fact(2)}")
        await conn.execute(f"update journal set actor = 'x' {fact(4)}")
    assert (await states(h))[1:5] == ["sealed", "sealed", "sealed", "open"], "nobody has looked yet"
    await verify(h)
    assert (await states(h))[1:5] == ["fits", "differs", "fits", "differs"]


async def test_a_fact_that_names_another_day_stands_where_its_seal_is(h: Harness, databases: Databases) -> None:
    await days(h)
    async with superuser(databases, h) as conn:
        await conn.execute(f"update journal set occurred_at = occurred_at - interval '30 days' {fact(2)}")
    await verify(h)
    assert (await states(h))[1:4] == ["fits", "differs", "fits"]


async def test_from_the_first_root_that_differs_nothing_is_proven(h: Harness, databases: Databases) -> None:
    await days(h)
    async with superuser(databases, h) as conn:
        await conn.execute("delete from outbox")
        await rechained(conn, KEY)
    await verify(h)
    assert (await states(h))[1:4] == ["fits", "differs", "sealed"]
    (tuesday,) = (await h.get(f"{PATH}?from=2026-02-10&until=2026-02-10", "auditor"))["days"]
    assert tuesday["reasons"] == ["the heads give another root (3 streams, 3 when it was sealed)"]
    async with superuser(databases, h) as conn:
        await resealed(conn, OURS)
    await verify(h)
    assert (await states(h))[1:4] == ["fits", "fits", "fits"], "the last verification counts"


async def test_a_seal_that_is_missing_or_nonsense_is_seen_at_once_or_when_verified(
    h: Harness, databases: Databases
) -> None:
    await days(h)
    async with superuser(databases, h) as conn:
        await conn.execute("alter table seals drop constraint seals_previous_fkey")
        await conn.execute("delete from seals where number = 2")
        await conn.execute("update seals set number = 9007199254740993 where number = 3")
    assert (await states(h))[1:4] == ["sealed", "differs", "sealed"]
    await verify(h)
    assert (await states(h))[1:4] == ["fits", "differs", "differs"]


async def test_a_seal_whose_facts_a_restore_lost_is_neither_green_nor_red(h: Harness, databases: Databases) -> None:
    await days(h)
    async with superuser(databases, h) as conn:
        await conn.execute("update seals set stated_at = 1 where number = 3")
    assert (await states(h))[1:4] == ["sealed", "sealed", "lost"]


async def test_bounds_and_roles(h: Harness) -> None:
    assert len((await h.get(PATH, "auditor"))["days"]) == 31
    assert len((await h.get(f"{PATH}?until=2026-02-09", "auditor"))["days"]) == 92
    assert len((await h.get(f"{PATH}?from=2200-01-01", "auditor"))["days"]) == 1
    for query in ("from=2026-01-01&until=2026-04-03", "from=1e9", "until=0001-01-01", "from=2026-02-30", "day=x"):
        await h.get(f"{PATH}?{query}", "auditor", status=422)
    await h.get(PATH, "prosecutor", status=403)


@pytest.mark.parametrize("service", ["community_service", "training"])
async def test_a_service_that_is_sealed_and_one_that_is_not(harness: RunService, service: str) -> None:
    built, furnish = SCENES[service]
    async with harness(built) as h:
        await furnish(h)
        await h.seal()
        first, last = [
            local_day(await h.pool.fetchval(f"select {end}(occurred_at) from journal")) for end in ("min", "max")
        ]
        shown = (await h.get(f"{h.service.prefix}/journal/days?from={first}&until={last}", "auditor"))["days"]
        assert sum(day["facts"] for day in shown) == len(await h.facts())
        wanted = {"sealed", "open", "none"} if service == "community_service" else {"none"}
        assert {day["state"] for day in shown} <= wanted
        assert ("sealed" in {day["state"] for day in shown}) == (service == "community_service")
