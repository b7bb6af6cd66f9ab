"""Whether the service runs every day, now and then, or sleeps for a year: time tells the same story."""

from __future__ import annotations

import random
from datetime import date, timedelta

import pytest

from services.agreements.main import SERVICE
from tests.conftest import RunService
from tests.service.agreements.scene import Scene

FIRST, LAST = date(2026, 2, 10), date(2027, 3, 1)


async def _agreed(scene: Scene) -> dict[str, str]:
    """All on 9 February 2026: what time is to bring in the year after. The names of the papers by id."""
    umbrella = await scene.umbrella(notice_days=300, title="payung")
    other = await scene.umbrella(ends_on="2026-11-30", title="lain")
    running = await scene.pks(umbrella, ends_on="2026-07-01", title="pendek")
    grows = await scene.pks(umbrella, ends_on="2026-09-01", title="tumbuh")
    waits = await scene.pks(umbrella, starts_on="2026-04-10", ends_on="2028-01-01", title="menunggu")
    below = await scene.pks(other, ends_on="2026-11-30", title="bawah")
    await scene.amend(grows, ends_on="2027-01-10", effective_on="2026-08-15")
    await scene.amend(umbrella, ends_on="2030-02-08", effective_on="2026-05-01")
    await scene.pause(umbrella, "suspension", from_on="2026-04-01")
    await scene.pause(umbrella, "resumption", from_on="2026-04-20")
    await scene.pause(running, "suspension", from_on="2026-06-01")
    await scene.give_notice(umbrella, notice_days=330)
    papers = {"payung": umbrella, "lain": other, "pendek": running, "tumbuh": grows, "menunggu": waits, "bawah": below}
    return {paper.id: name for name, paper in papers.items()}


async def _story(harness: RunService, days: list[date]) -> list[tuple[str, str, str]]:
    """Who, what and when, as the journal has it, when the service looks at the clock on these days only."""
    async with harness(SERVICE) as running:
        scene = await Scene(running).begin()
        scene.at("2026-02-09 09:00")
        names = await _agreed(scene)
        before = await scene.h.pool.fetchval("select max(position) from journal")
        for day in days:
            scene.at(str(day))
            await scene.h.tick()
        rows = await scene.h.pool.fetch(
            "select key, type, occurred_at at time zone 'Asia/Jayapura' as local from journal where position > $1"
            " order by position",
            before,
        )
        return [(names[r["key"]], r["type"].rpartition(".")[2], f"{r['local']:%Y-%m-%d}") for r in rows]


@pytest.mark.parametrize("seed", range(3))
async def test_outage_01_the_same_facts_in_the_same_order_dated_the_same(harness: RunService, seed: int) -> None:
    every_day = [FIRST + timedelta(days=n) for n in range((LAST - FIRST).days + 1)]
    some = [*sorted(random.Random(seed).sample(every_day[:-1], 7)), LAST]
    whole = await _story(harness, [LAST])
    assert whole == await _story(harness, some)
    if seed == 0:
        assert whole == await _story(harness, every_day)
        assert [fact for fact in whole if fact[0] in {"payung", "menunggu"} or fact[:2] == ("pendek", "suspended")] == [
            ("payung", "suspended", "2026-04-01"),
            ("pendek", "suspended", "2026-04-01"),
            ("payung", "resumed", "2026-04-20"),
            ("menunggu", "activated", "2026-04-20"),
            ("payung", "amended", "2026-05-01"),
            ("pendek", "suspended", "2026-06-01"),
            ("payung", "terminated", "2027-01-06"),
            ("menunggu", "terminated", "2027-01-06"),
        ]
