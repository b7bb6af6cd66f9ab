"""Forecasts over HTTP: whether a sentence will be served in time, announced once when it turns worse."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

from services.community_service.jobs import JOBS
from services.community_service.store import forecasts as store
from shared.clock import local_day
from shared.postgres.pool import in_transaction, transaction
from tests.service.community_service import bodies, scene
from tests.service.community_service.callers import COUNSELLOR, OTHER_BAPAS
from tests.service.community_service.client import CommunityServiceClient
from tests.support.harness import Harness

STRANGER = COUNSELLOR.at(OTHER_BAPAS).named("pk-2")


async def risks(h: Harness) -> list[tuple[str, int]]:
    facts = await h.facts()
    return [(d["pace"], d["short_minutes"]) for t, d in facts if t == "community-service.sentence.at-risk"]


async def test_a_forecast_turns_worse_and_says_so_once(h: Harness, client: CommunityServiceClient) -> None:
    site = await scene.open_site(client)
    sentence = await scene.pronounce(client, bodies.verdict(hours=40))
    await h.tick()
    assert (await client.read_sentence(sentence["id"]))["forecast"]["pace"] == "on_pace"
    h.clock.set(datetime(2026, 5, 5, tzinfo=UTC))
    await h.tick()
    assert (await client.read_sentence(sentence["id"]))["forecast"]["pace"] == "cannot_finish"
    h.clock.set(datetime(2026, 5, 6, tzinfo=UTC))
    await h.tick()
    await h.tick()
    assert await risks(h) == [("cannot_finish", 720)]
    await client.suspend_site(site["id"])
    h.clock.set(datetime(2026, 5, 7, tzinfo=UTC))
    await h.tick()
    assert (await risks(h))[1:] == []
    assert (await client.read_sentence(sentence["id"]))["forecast"]["short_minutes"] == 2400


async def test_a_change_of_the_schedule_is_looked_at_the_same_day(h: Harness, client: CommunityServiceClient) -> None:
    site = await scene.open_site(client)
    sentence = await scene.pronounce(client, bodies.verdict(hours=24, ends_on="2026-03-24"))
    await h.tick()
    assert await risks(h) == [("at_risk", 0)]
    await client.confirm_plan((await scene.make_plan(client, sentence))["id"])
    assert await h.tick() == 1
    seen = (await client.read_sentence(sentence["id"]))["forecast"]
    assert (seen["pace"], seen["scheduled_minutes"]) == ("on_pace", 1440)
    await client.close_site(site["id"])
    assert await h.tick() == 1
    assert await risks(h) == [("at_risk", 0), ("cannot_finish", 1440)]
    assert await h.tick() == 0


async def test_two_replicas_say_it_once(h: Harness, client: CommunityServiceClient) -> None:
    sentence = await scene.pronounce(client)
    (forecast_due,) = [job for job in JOBS if job.__name__ == "forecast_due"]
    runs = [in_transaction(h.pool, lambda conn: forecast_due(conn, h.clock.now())) for _ in range(4)]
    assert sum(await asyncio.gather(*runs)) == 1
    assert await risks(h) == [("cannot_finish", 480)]
    assert (await client.read_sentence(sentence["id"]))["forecast"]["short_minutes"] == 480


async def test_a_forecast_that_another_replica_is_saving_is_not_due(h: Harness, client: CommunityServiceClient) -> None:
    """The other one may commit between the look at what is due and the lock: then only a locked row is looked at again,
    so the forecast is locked with its sentence."""
    await scene.pronounce(client)
    today = local_day(h.clock.now())
    async with h.pool.acquire() as other, other.transaction():
        await other.execute("update forecasts set due_on = $1", today + timedelta(days=1))
        async with transaction(h.pool) as conn:
            assert await store.claim_forecast(conn, today) is None
