"""Whether the service runs every day, now and then, or sleeps for a year: time tells the same story."""

from __future__ import annotations

import random
from datetime import date, timedelta

import pytest

from tests.conftest import RunService
from tests.service.agreements import scene
from tests.service.agreements.client import AgreementsClient

FIRST, LAST = date(2026, 2, 10), date(2027, 3, 1)


async def _agreed(client: AgreementsClient) -> dict[str, str]:
    """All on 9 February 2026: what time is to bring in the year after. The names of the agreements by id."""
    umbrella = await scene.make_umbrella(client, notice_days=300, title="payung")
    other = await scene.make_umbrella(client, ends_on="2026-11-30", title="lain")
    running = await scene.make_pks(client, umbrella, ends_on="2026-07-01", title="pendek")
    grows = await scene.make_pks(client, umbrella, ends_on="2026-09-01", title="tumbuh")
    waits = await scene.make_pks(client, umbrella, starts_on="2026-04-10", ends_on="2028-01-01", title="menunggu")
    below = await scene.make_pks(client, other, ends_on="2026-11-30", title="bawah")
    await scene.amend(client, grows, ends_on="2027-01-10", effective_on="2026-08-15")
    await scene.amend(client, umbrella, ends_on="2030-02-08", effective_on="2026-05-01")
    await client.suspend(umbrella, from_on="2026-04-01")
    await client.resume(umbrella, from_on="2026-04-20")
    await client.suspend(running, from_on="2026-06-01")
    await client.give_termination_notice(umbrella, notice_days=330)
    agreements = {
        "payung": umbrella,
        "lain": other,
        "pendek": running,
        "tumbuh": grows,
        "menunggu": waits,
        "bawah": below,
    }
    return {agreement.id: name for name, agreement in agreements.items()}


async def _story(harness: RunService, days: list[date]) -> list[tuple[str, str, str]]:
    """Who, what and when, as the journal has it, when the service looks at the clock on these days only."""
    async with harness(scene.SERVICE) as running:
        client = AgreementsClient(running)
        await scene.register_parties(client)
        scene.move_to(client, "2026-02-09 09:00")
        names = await _agreed(client)
        before = await client.h.pool.fetchval("select max(position) from journal")
        for day in days:
            scene.move_to(client, str(day))
            await client.h.tick()
        rows = await client.h.pool.fetch(
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
