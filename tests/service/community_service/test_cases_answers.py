"""What an act on a session answers is what the session says when it is read afterwards, to the letter."""

from __future__ import annotations

from datetime import datetime

from tests.service.community_service import scene
from tests.service.community_service.bodies import MONDAY
from tests.service.community_service.client import CommunityServiceClient


async def test_an_act_answers_in_the_time_zone_of_every_read(client: CommunityServiceClient) -> None:
    site, sentence = await scene.open_site(client), await scene.pronounce(client)
    monday = (await scene.place(client, sentence, site))["sessions"][0]["id"]
    client.h.clock.set(datetime.fromisoformat(f"{MONDAY}T12:00:00+09:00"))
    acts = [
        await client.check_in(monday, {"at": f"{MONDAY}T08:00:00+09:00"}),
        await client.check_out(monday, {"at": f"{MONDAY}T12:00:00+09:00"}),
        await client.sign_off(monday),
    ]
    assert [act["checked_in_at"] for act in acts] == ["2026-03-01T23:00:00Z"] * 3
    assert [act["checked_out_at"] for act in acts] == [None, *["2026-03-02T03:00:00Z"] * 2]
