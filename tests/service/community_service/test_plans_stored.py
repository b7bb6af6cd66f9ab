"""Plans that an earlier release has stored: they are read, and confirmed, as it left them."""

from __future__ import annotations

from uuid import UUID

import orjson

from shared.ids import new_id
from tests.service.community_service import bodies, scene
from tests.service.community_service.bodies import MONDAY, TUESDAY, Json
from tests.service.community_service.client import CommunityServiceClient
from tests.support.harness import Harness


async def store_old_plan(h: Harness, sentence: Json, site: Json) -> UUID:
    """A proposal for Monday and Tuesday as it was stored when the answer was the response of the API."""
    plan_id = new_id()
    times = {"site_id": site["id"], "starts": "08:00:00", "ends": "12:00:00", "minutes": 240}
    answer = {
        "needed_minutes": 480,
        "sessions": [{**times, "on": MONDAY}, {**times, "on": TUESDAY}],
        "kept": [],
        "cancelled": [],
        "completes_on": TUESDAY,
        "sites": 1,
        "kilometres": 0.0,
        "optimal": True,
        "explanation": None,
    }
    basis = {"needed_minutes": 480, "sessions": []}
    await h.pool.execute(
        "insert into plans (id, sentence_id, state, made_by, made_at, basis, answer)"
        " values ($1, $2, 'proposed', 'pk', $3, $4::text::jsonb, $5::text::jsonb)",
        *(plan_id, UUID(sentence["id"]), h.clock.now(), orjson.dumps(basis).decode(), orjson.dumps(answer).decode()),
    )
    return plan_id


async def test_an_old_plan_is_read_and_confirmed(h: Harness, client: CommunityServiceClient) -> None:
    site, sentence = await scene.open_site(client), await scene.pronounce(client)
    old = await client.read_plan(await store_old_plan(h, sentence, site))
    new = await scene.make_plan(client, sentence)
    differ = {"id", "made_at"}
    assert {name: old[name] for name in old.keys() - differ} == {name: new[name] for name in new.keys() - differ}
    confirmed = await client.confirm_plan(old["id"])
    assert confirmed["state"] == "confirmed"
    view = await client.read_sentence(sentence["id"])
    assert [each["on"] for each in view["placements"][0]["sessions"]] == [MONDAY, TUESDAY]


async def test_an_old_plan_that_is_outdated_is_refused(h: Harness, client: CommunityServiceClient) -> None:
    site, sentence = await scene.open_site(client), await scene.pronounce(client)
    plan_id = await store_old_plan(h, sentence, site)
    await scene.place(client, sentence, site, bodies.session(TUESDAY, "08:00", "09:00"))
    assert (await client.confirm_plan(plan_id, status=409))["title"] == "plan-outdated"
