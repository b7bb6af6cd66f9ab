"""Place and rhythm of a verdict, through the routes."""

from __future__ import annotations

from typing import Any

from tests.service.community_service import bodies, scene
from tests.service.community_service.bodies import MONDAY, TUESDAY
from tests.service.community_service.callers import COUNSELLOR, OTHER_BAPAS, PROSECUTOR
from tests.service.community_service.client import CommunityServiceClient
from tests.support.harness import Harness

ACT: dict[str, Any] = {"document_number": "B-12/2026", "document_date": "2026-03-01"}


async def slugs(client: CommunityServiceClient, *args: Any) -> list[str]:
    refused = await client.confirm_placement(bodies.placement(*args), status=422)
    return [each["slug"] for each in refused["violations"]]


async def test_another_place_needs_the_prosecutors_act(h: Harness, client: CommunityServiceClient) -> None:
    site, sentence = await scene.open_site(client), await scene.pronounce(client, bodies.verdict(place="Pasar Mardika"))
    assert sentence["ordered_place"] == "Pasar Mardika"
    assert await slugs(client, sentence, site) == ["other-place"]
    plan = await scene.make_plan(client, sentence)
    assert plan["state"] == "impossible"
    act = ACT | {"site_id": site["id"]}
    await client.allow_place(sentence["id"], act, caller=COUNSELLOR, status=403)
    await client.allow_place(sentence["id"], act, caller=PROSECUTOR.at(OTHER_BAPAS), status=403)
    for _ in range(2):
        await client.allow_place(sentence["id"], act)
    assert [type_ for type_, _ in await h.facts()].count("community-service.record.place-allowed") == 1
    plan = await scene.make_plan(client, sentence)
    assert scene.planned_times(plan) == [
        f"{MONDAY} 08:00-12:00",
        f"{TUESDAY} 08:00-12:00",
    ]
    await client.confirm_placement(bodies.placement(sentence, site))


async def test_where_no_place_is_stated_nobody_needs_an_act(client: CommunityServiceClient) -> None:
    site, sentence = await scene.open_site(client), await scene.pronounce(client)
    refused = await client.allow_place(sentence["id"], ACT | {"site_id": site["id"]}, status=409)
    assert refused["title"] == "no-place-stated"


async def test_one_day_a_week_until_a_change_says_otherwise(h: Harness, client: CommunityServiceClient) -> None:
    site, sentence = await scene.open_site(client), await scene.pronounce(client, bodies.verdict(days_per_week=1))
    both = (bodies.session(MONDAY), bodies.session(TUESDAY))
    assert await slugs(client, sentence, site, *both) == ["too-many-days-a-week"]
    await client.confirm_placement(bodies.placement(sentence, site, bodies.session(MONDAY)))
    assert await slugs(client, sentence, site, bodies.session(TUESDAY)) == ["too-many-days-a-week"]
    assert scene.planned_times(await scene.make_plan(client, sentence)) == ["2026-03-09 08:00-12:00"]
    await h.hear(bodies.amendment(hours=8, decided_on="2026-03-01", sanctions={"repeat_hours": 8}))
    await client.confirm_placement(bodies.placement(sentence, site, bodies.session(TUESDAY)))
