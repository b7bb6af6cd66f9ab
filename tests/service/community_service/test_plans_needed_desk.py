"""Many plans at once as pages: which cases need one, an answer for each, and nothing twice."""

from __future__ import annotations

from tests.service.community_service import bodies, scene
from tests.service.community_service.callers import COORDINATOR, COUNSELLOR, OTHER_BAPAS, PROSECUTOR
from tests.service.community_service.client import CommunityServiceClient
from tests.service.community_service.desk_pages import form_of, need_words, problems_of, signed_in, visible
from tests.support.harness import Harness

BATCH = "/plans/batches"


async def test_each_case_gets_an_answer_and_nothing_twice(h: Harness, client: CommunityServiceClient) -> None:
    await scene.open_site(client, slots=[{"weekday": 1, "starts": "14:00", "ends": "18:00", "capacity": 1}])
    fits = await scene.pronounce(client)
    tight = await scene.pronounce(
        client, bodies.verdict(verdict_number="14/Pid.B/2026/PN Amb", nik="8171010101900011", hours=200)
    )
    over = await scene.pronounce(client, bodies.verdict(verdict_number="15", nik="8171010101900012"))
    browser = await signed_in(client, COORDINATOR)
    html = (await browser.open("/plans")).text
    text = need_words(html)
    assert tight["verdict_number"] in text
    assert "200 jam belum dijadwalkan" in text
    await client.revoke(over["id"], {"change_number": "R1", "decided_on": "2026-02-28", "reason": "cassation"})
    sent = {**form_of(html, BATCH), "sentence_ids": [each["id"] for each in (fits, tight, over)]}
    for _ in range(2):
        answers = need_words((await browser.send(BATCH, sent, 200)).text)
        assert "1 diusulkan, 1 tidak mungkin, 1 tidak direncanakan" in answers
        for words in ("2 sesi baru (SD Negeri 64)", "putusan dibatalkan", "itu saja belum cukup", "kurang"):
            assert words in answers
    assert await h.pool.fetchval("select count(*) from plans") == 2
    assert await h.pool.fetchval("select count(*) from sessions") == 0, (
        "nothing is booked before the counsellor confirms"
    )
    assert "menunggu pembimbingnya" in visible((await browser.open("/plans")).text)


async def test_nothing_ticked_is_said_at_the_list(client: CommunityServiceClient) -> None:
    sentence = await scene.pronounce(client)
    browser = await signed_in(client, COORDINATOR)
    html = (await browser.open("/plans")).text
    refused = (await browser.send(BATCH, form_of(html, BATCH), 422)).text
    assert problems_of(refused) == ["f-sentence_ids"]
    assert sentence["verdict_number"] in visible(refused)


async def test_the_list_is_narrowed_and_empty_once_all_is_planned(client: CommunityServiceClient) -> None:
    sentence = await scene.pronounce(client)
    browser = await signed_in(client, COORDINATOR)
    assert sentence["id"] in (await browser.open("/plans?standing=none")).text
    assert sentence["id"] not in (await browser.open("/plans?standing=outdated")).text
    assert sentence["id"] in (await browser.open("/plans?standing=x")).text
    await client.revoke(sentence["id"], {"change_number": "R1", "decided_on": "2026-02-28", "reason": "cassation"})
    assert "Semua perkara yang berjalan sudah punya sesi." in visible((await browser.open("/plans")).text)


async def test_a_counsellor_sees_the_own_office_and_confirms_alone(client: CommunityServiceClient) -> None:
    await scene.open_site(client)
    sentence = await scene.pronounce(client)
    plan = await scene.make_plan(client, sentence)
    own = await signed_in(client, COUNSELLOR)
    html = (await own.open("/plans")).text
    assert f"/community-service/desk/plans/{plan['id']}" in html
    assert BATCH not in html
    await own.send(BATCH, {"sentence_ids": sentence["id"]}, 403)
    stranger = await signed_in(client, COUNSELLOR.at(OTHER_BAPAS))
    assert sentence["verdict_number"] not in (await stranger.open("/plans")).text
    await (await signed_in(client, PROSECUTOR)).open("/plans", 403)
