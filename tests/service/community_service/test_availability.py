"""When a person can serve: saved apart from the case, every read logged, and respected by plans and placements."""

from __future__ import annotations

from typing import Any

import pytest

from tests.service.community_service import bodies, scene
from tests.service.community_service.bodies import MONDAY, TUESDAY
from tests.service.community_service.callers import COUNSELLOR, OTHER_BAPAS
from tests.service.community_service.client import CommunityServiceClient
from tests.support.harness import Harness

STRANGER = COUNSELLOR.at(OTHER_BAPAS).named("pk-2")


async def test_a_persons_time_is_saved_apart_logged_and_respected(h: Harness, client: CommunityServiceClient) -> None:
    site = await scene.open_site(client)
    sentence = await scene.pronounce(client)
    worship = {"kind": "worship", "weekday": 1, "starts": "08:00", "ends": "12:00"}
    away = {"kind": "care", "starts_on": TUESDAY, "ends_on": TUESDAY, "starts": "08:00", "ends": "14:00"}
    saved = await client.set_availability(
        sentence["id"], {"latitude": -3.7, "longitude": 128.2, "blocked": [worship, away]}
    )
    assert await client.read_availability(sentence["id"], "perencanaan") == saved
    assert await h.pool.fetchval("select count(*) from person_reads where purpose = 'perencanaan'") == 1
    await client.read_availability(sentence["id"], "perencanaan", caller=STRANGER, status=403)
    plan = await scene.make_plan(client, sentence)
    assert scene.planned_times(plan) == [f"{MONDAY} 12:00-16:00", "2026-03-09 12:00-16:00"]
    assert plan["kilometres"] > 0
    refused = await scene.place(client, sentence, site, bodies.session(MONDAY), status=422)
    assert [v["slug"] for v in refused["violations"]] == ["time-blocked"]
    assert "worship" not in str(refused)
    assert "128.2" not in str(await h.facts())
    bad = {"blocked": [worship | {"ends": "07:00"}]}
    await client.set_availability(sentence["id"], bad, status=422)


@pytest.mark.parametrize(
    "body", [{}, {"blocked": [{"kind": "work", "starts": "08:00", "ends": "09:00"}]}, {"latitude": 1}]
)
async def test_what_availability_must_say(client: CommunityServiceClient, body: dict[str, Any]) -> None:
    sentence = await scene.pronounce(client)
    await client.set_availability(sentence["id"], body, status=422 if body else 200)
