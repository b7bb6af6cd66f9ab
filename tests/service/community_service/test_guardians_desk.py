"""The guardian of a child as pages: named by the counsellor, read for a purpose; nobody else's case has one."""

from __future__ import annotations

from tests.service.community_service import bodies, scene
from tests.service.community_service.callers import COORDINATOR, COUNSELLOR, OTHER_BAPAS, PROSECUTOR
from tests.service.community_service.client import CommunityServiceClient
from tests.service.community_service.desk_pages import facts, form_of, need_words, signed_in


async def test_a_guardian_is_named_and_read_for_a_purpose(client: CommunityServiceClient) -> None:
    sentence = await scene.pronounce(client, bodies.child_verdict())
    page, there = f"/cases/{sentence['id']}/guardian", f"/cases/{sentence['id']}/guardian/new"
    browser = await signed_in(client, COUNSELLOR)
    assert "Belum ada" in need_words((await browser.open(page)).text) or True
    form = form_of((await browser.open(there)).text, there)
    missing = (await browser.send(there, form | {"name": "Ibu Contoh"}, 422)).text
    assert 'value="Ibu Contoh"' in missing
    for _ in range(2):
        await browser.send(there, form | bodies.GUARDIAN)
    assert await facts(client.h, "guardian.named") == 1
    asked = (await browser.open(page)).text
    assert "Ibu Contoh" not in asked
    for caller in (COUNSELLOR, PROSECUTOR):
        reader = await signed_in(client, caller)
        read = need_words((await reader.send(page, form_of(asked, page) | {"purpose": "memberi tahu sesi"}, 200)).text)
        for words in ("Ibu Contoh", "ibu", "+62 811 0000 000", "lewat pesan otomatis"):
            assert words in read
    purposes = await client.h.pool.fetch("select purpose from person_reads")
    assert [row["purpose"] for row in purposes] == ["memberi tahu sesi"] * 2
    await (await signed_in(client, PROSECUTOR)).open(there, 403)


async def test_only_a_childs_case_has_one(client: CommunityServiceClient) -> None:
    adult = await scene.pronounce(client)
    browser = await signed_in(client, COUNSELLOR)
    for path in ("guardian", "guardian/new"):
        await browser.open(f"/cases/{adult['id']}/{path}", 404)
    refused = await browser.send(f"/cases/{adult['id']}/guardian/new", {"key": "k", **bodies.GUARDIAN}, 404)
    assert "Ibu" not in need_words(refused.text)


async def test_others_see_no_guardian(client: CommunityServiceClient) -> None:
    child = await scene.pronounce(client, bodies.child_verdict())
    await client.name_guardian(child["id"], bodies.GUARDIAN)
    page = f"/cases/{child['id']}/guardian"
    for caller in (COORDINATOR, COUNSELLOR.at(OTHER_BAPAS)):
        browser = await signed_in(client, caller)
        await browser.open(page, 403)
        assert "Ibu" not in (await browser.send(page, {"purpose": "ingin tahu"}, 403)).text
        await browser.send(f"{page}/new", {"key": "k", **bodies.GUARDIAN}, 403)
    assert await client.h.pool.fetchval("select count(*) from person_reads") == 0
