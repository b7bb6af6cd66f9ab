"""Many plans at once as pages: which cases need one, an answer for each, and nothing twice."""

from __future__ import annotations

from tests.service.community_service import bodies, scene
from tests.service.community_service.callers import COORDINATOR, COUNSELLOR, OTHER_BAPAS, PROSECUTOR
from tests.service.community_service.client import CommunityServiceClient
from tests.service.community_service.desk_pages import form_of, need_words, problems_of, signed_in, visible
from tests.service.community_service.test_plans_batches import planned
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
    there = {(await browser.send(BATCH, sent)).headers["location"] for _ in range(2)}
    (page,) = (each.removeprefix("/community-service/desk") for each in there)
    waiting = await browser.open(page)
    assert "menunggu giliran" in need_words(waiting.text)
    assert "0 dari 3" in need_words(waiting.text)
    assert waiting.headers["refresh"].endswith(f"{page}?turn=1")
    assert "refresh" not in (await browser.open(f"{page}?turn=100")).headers, "a page that was left open rests"
    assert page in (await browser.open("/plans")).text
    await planned(h)
    answer = await browser.open(page)
    assert "refresh" not in answer.headers
    answers = need_words(answer.text)
    for words in ("1 punya usulan", "1 tidak mungkin", "1 dilewati", "putusan dibatalkan"):
        assert words in answers
    for words in ("itu saja belum cukup", "kurang", tight["verdict_number"]):
        assert words in answers
    assert fits["verdict_number"] not in answers
    assert "2 sesi baru (SD Negeri 64)" in need_words((await browser.open(f"{page}?show=proposed")).text)
    assert await h.pool.fetchval("select count(*) from plans") == 2
    assert await h.pool.fetchval("select count(*) from sessions") == 0, (
        "nothing is booked before the counsellor confirms"
    )
    assert "menunggu pembimbingnya" in visible((await browser.open("/plans")).text)


async def test_all_that_need_a_plan_are_asked_for_with_one_press(h: Harness, client: CommunityServiceClient) -> None:
    await scene.open_site(client)
    first = await scene.pronounce(client)
    second = await scene.pronounce(client, bodies.verdict(verdict_number="14", nik="8171010101900011"))
    await scene.make_plan(client, second)
    browser = await signed_in(client, COORDINATOR)
    html = (await browser.open("/plans")).text
    await browser.send(f"{BATCH}/all", form_of(html, f"{BATCH}/all"))
    asked = await h.pool.fetch("select sentence_id::text from plan_batch_items")
    assert [row["sentence_id"] for row in asked] == [first["id"]], "the other one has a proposal that waits"
    again = await browser.send(f"{BATCH}/all", {"key": "another"}, 409)
    assert "Tidak ada perkara yang masih memerlukan rencana." in need_words(again.text)
    ticked = await browser.send(BATCH, {"sentence_ids": first["id"], "key": "third"}, 409)
    assert "sedang direncanakan" in need_words(ticked.text)
    await (await signed_in(client, COUNSELLOR)).send(f"{BATCH}/all", {}, 403)


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
