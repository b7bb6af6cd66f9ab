"""Sessions that are cancelled before they begin."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

from tests.service.community_service import scene
from tests.service.community_service.callers import COUNSELLOR, OTHER_BAPAS
from tests.service.community_service.client import CommunityServiceClient
from tests.support.harness import Harness

STRANGER = COUNSELLOR.at(OTHER_BAPAS).named("pk-2")
CANCELLATION = {"cause": "weather", "reason": "hujan deras di Batu Merah"}


async def test_a_cancelled_session_frees_its_seat_its_time_and_its_day(
    h: Harness, client: CommunityServiceClient
) -> None:
    site = await scene.open_site(client, slots=[{"weekday": 1, "starts": "08:00", "ends": "16:00", "capacity": 1}])
    sentence = await scene.pronounce(client)
    id_ = (await scene.place(client, sentence, site))["sessions"][0]["id"]
    await client.cancel_session(id_, CANCELLATION, status=403, caller=STRANGER)
    assert await client.cancel_session(id_, CANCELLATION) is None
    fact = (await h.facts())[-1][1]
    assert (fact["cause"], fact["remaining_minutes"], "hujan" in str(fact)) == ("weather", 480, False)
    assert await h.pool.fetchval("select scheduled_minutes from case_days") == 0
    assert await h.pool.fetchval("select reason from cancelled_sessions") == "hujan deras di Batu Merah"
    await client.cancel_session(id_, CANCELLATION, status=404)
    await scene.place(client, sentence, site)


async def test_what_has_begun_cannot_be_cancelled(h: Harness, client: CommunityServiceClient) -> None:
    site = await scene.open_site(client)
    id_ = (await scene.place(client, await scene.pronounce(client), site))["sessions"][0]["id"]
    h.clock.set(datetime(2026, 3, 1, 23, 30, tzinfo=UTC))
    assert (await client.cancel_session(id_, CANCELLATION, status=409))["title"] == "session-not-cancellable"
    await client.check_in(id_)
    assert (await client.cancel_session(id_, CANCELLATION, status=409))["title"] == "session-not-cancellable"


async def test_a_check_in_meets_a_cancellation_and_one_of_them_wins(h: Harness, client: CommunityServiceClient) -> None:
    site = await scene.open_site(client)
    id_ = (await scene.place(client, await scene.pronounce(client), site))["sessions"][0]["id"]
    h.clock.set(datetime(2026, 3, 1, 22, 50, tzinfo=UTC))
    check_in = client.raw.check_in(id_)
    body = {"cause": "site", "reason": "banjir"}
    cancel = client.raw.cancel_session(id_, body)
    first, second = await asyncio.gather(check_in, cancel)
    assert (first.status_code, second.status_code) in {(200, 409), (404, 204)}
