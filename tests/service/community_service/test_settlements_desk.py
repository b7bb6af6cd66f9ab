"""Sessions that nobody recorded, as pages: from what waits to the sign-off of the second person."""

from __future__ import annotations

from datetime import UTC, datetime

from tests.service.community_service import bodies, scene
from tests.service.community_service.bodies import MONDAY
from tests.service.community_service.callers import AUDITOR, COORDINATOR, COUNSELLOR, SECOND
from tests.service.community_service.client import CommunityServiceClient
from tests.service.community_service.desk_pages import facts, form_of, need_words, problems_of, signed_in, visible
from tests.service.community_service.test_settlements import forget
from tests.support.harness import Harness

REASON = "menurut buku tamu dan dua saksi"


async def test_a_forgotten_session_is_settled_from_what_waits_and_signed_off_by_a_second_person(
    h: Harness, client: CommunityServiceClient
) -> None:
    _, sentence, session = await forget(client)
    browser, there = await signed_in(client, COORDINATOR), f"/sessions/{session}/settlement"
    waiting = (await browser.open("/")).text
    assert f'href="/community-service/desk{there}"' in waiting
    assert 'href="/community-service/desk/unrecorded"' in waiting
    listed = (await browser.open("/unrecorded")).text
    assert f'href="/community-service/desk{there}"' in listed
    assert "Pengawas hari itu" in need_words(listed)
    assert ">sup</td>" in listed, "whom to ask"
    assert "104 hari" in visible(listed)
    html = (await browser.open(there)).text
    assert "Orang kedua" in need_words(html)
    fields = form_of(html, there) | {"outcome": "attended_complied", "came": "08.00", "reason": REASON}
    refused = (await browser.send(there, fields, 422)).text
    assert problems_of(refused) == ["f-left"]
    assert REASON in refused
    answer = await browser.send(there, fields | {"left": "16.00"})
    assert answer.headers["location"].endswith("/unrecorded")
    assert "orang kedua yang mengesahkannya" in need_words((await browser.open("/unrecorded")).text)
    assert await facts(h, "record.session-settled") == 1
    assert "Anda mencatat atau mengoreksi sesi ini" in need_words((await browser.open(f"/sessions/{session}")).text)
    second = await signed_in(client, SECOND)
    page = (await second.open(f"/sessions/{session}")).text
    await second.send(f"/sessions/{session}/sign-off", form_of(page, f"/sessions/{session}/sign-off"))
    assert await scene.balance(client, sentence) == ("completed", 480, 480, 0)


async def test_whoever_came_is_asked_only_when_they_left(client: CommunityServiceClient) -> None:
    site = await scene.open_site(client)
    sentence = await scene.pronounce(client)
    placed = await scene.place(client, sentence, site, bodies.session(MONDAY))
    session = placed["sessions"][0]["id"]
    client.h.clock.set(datetime.fromisoformat(f"{MONDAY}T08:02:00+09:00"))
    await client.check_in(session)
    client.h.clock.set(datetime(2026, 3, 4, tzinfo=UTC))
    browser, there = await signed_in(client, COORDINATOR), f"/sessions/{session}/settlement"
    html = (await browser.open(there)).text
    assert "datang pukul 08.02" in need_words(html)
    assert 'name="came"' not in html
    assert "not_held" not in html
    fields = form_of(html, there) | {"outcome": "attended_complied", "left": "12.00", "reason": REASON}
    await browser.send(there, fields)
    assert await client.h.pool.fetchval("select state from sessions") == "recorded"
    assert "Tidak ada yang perlu diselesaikan" in need_words((await browser.open(there)).text)


async def test_a_session_that_was_not_held_is_gone_and_a_future_one_is_not_settled(
    client: CommunityServiceClient,
) -> None:
    _, _, session = await forget(client)
    browser, there = await signed_in(client, COORDINATOR), f"/sessions/{session}/settlement"
    fields = form_of((await browser.open(there)).text, there) | {"outcome": "not_held", "reason": "banjir"}
    client.h.clock.set(datetime.fromisoformat(f"{MONDAY}T09:00:00+09:00"))
    early = (await browser.send(there, fields, 422)).text
    assert "Sesi baru berakhir" in need_words(early)
    assert "Tidak ada yang perlu" in need_words((await browser.open(there)).text)
    client.h.clock.set(datetime.fromisoformat(f"{MONDAY}T18:00:00+09:00"))
    browser = await signed_in(client, COORDINATOR)
    await browser.send(there, fields)
    text = need_words((await browser.open("/unrecorded")).text)
    assert "Semua sesi yang sudah lewat telah dicatat." in text


async def test_only_a_coordinator_settles_and_an_auditor_is_led_to_the_session(client: CommunityServiceClient) -> None:
    _, _, session = await forget(client)
    for caller in (COUNSELLOR, AUDITOR):
        browser = await signed_in(client, caller)
        await browser.open("/unrecorded", 403)
        await browser.open(f"/sessions/{session}/settlement", 403)
        await browser.send(f"/sessions/{session}/settlement", {"outcome": "not_held", "reason": "x"}, 403)
    waiting = (await (await signed_in(client, AUDITOR)).open("/")).text
    assert f'href="/community-service/desk/sessions/{session}"' in waiting
    assert "/settlement" not in waiting
