"""Who a convicted person is: each read is judged and recorded, also one that is sent again with the same key."""

from __future__ import annotations

from tests.service.community_service import scene
from tests.service.community_service.callers import BAPAS, COUNSELLOR, OTHER_BAPAS
from tests.service.community_service.client import CommunityServiceClient
from tests.support.harness import Harness


async def test_a_read_that_is_sent_again_with_its_key_is_recorded_again(
    h: Harness, client: CommunityServiceClient
) -> None:
    sentence = await scene.pronounce(client)
    keyed = client.with_headers(idempotency_key="k1")
    names = {(await keyed.read_person(sentence["id"], "perencanaan"))["name"] for _ in range(5)}
    assert len(names) == 1
    rows = await h.pool.fetch("select reader, organisation_id from person_reads where purpose = 'perencanaan'")
    assert [tuple(row) for row in rows] == [(COUNSELLOR.subject, BAPAS)] * 5
    assert await h.pool.fetchval("select count(*) from idempotency_keys where key = 'k1'") == 0, "nothing is kept"


async def test_a_key_does_not_carry_the_answer_to_another_office(client: CommunityServiceClient) -> None:
    sentence = await scene.pronounce(client)
    keyed = client.with_headers(idempotency_key="k1")
    await keyed.read_person(sentence["id"], "perencanaan")
    await keyed.read_person(sentence["id"], "perencanaan", caller=COUNSELLOR.at(OTHER_BAPAS), status=403)
    await keyed.read_availability(sentence["id"], "perencanaan", caller=COUNSELLOR.at(OTHER_BAPAS), status=403)
