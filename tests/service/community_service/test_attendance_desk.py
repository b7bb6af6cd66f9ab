"""The second sign-off as pages: what is offered to whom, an answer for each, what is odd alone, nothing twice."""

from __future__ import annotations

import asyncio
import re
from datetime import datetime

import pytest

from tests.service.community_service import bodies, scene
from tests.service.community_service.bodies import MONDAY
from tests.service.community_service.callers import (
    AUDITOR,
    CLERK,
    COORDINATOR,
    COUNSELLOR,
    OTHER_BAPAS,
    PROSECUTOR,
    SECOND,
    SUPERVISOR,
    Caller,
)
from tests.service.community_service.client import CommunityServiceClient
from tests.service.community_service.desk_pages import facts, form_of, need_words, signed_in, visible
from tests.service.community_service.phone import Phone, place_people, results, shift
from tests.service.community_service.test_attendance_sign_offs import FAR, attended, site_with

QUEUE = "/sign-offs"


async def recorded(client: CommunityServiceClient, count: int) -> list[str]:
    site = await site_with(client)
    return [await attended(client, site, number) for number in range(1, count + 1)]


async def test_several_are_signed_off_at_once_with_an_answer_each(client: CommunityServiceClient) -> None:
    first, second, third = await recorded(client, 3)
    browser = await signed_in(client, COUNSELLOR)
    html = (await browser.open(QUEUE)).text
    text = need_words(html)
    for words in ("1/Pid.B/2026/PN Amb", "Senin, 2 Maret 2026, 08.00–12.00", "hadir dan patuh", "SD Negeri 64"):
        assert words in text
    assert "tempat tidak tercatat" in text
    await client.sign_off(second, caller=COORDINATOR)
    form = form_of(html, QUEUE) | {"session_ids": [first, second]}
    answer = need_words((await browser.send(QUEUE, form, 200)).text)
    assert "1 disahkan, 1 ditolak" in answer
    assert "4 jam diakui" in answer
    assert "Statusnya disahkan; tindakan ini memerlukan status menunggu paraf kedua." in answer
    assert need_words((await browser.send(QUEUE, form, 200)).text) == answer, "the answer of a form stays the same"
    assert await facts(client.h, "attendance.signed-off") == 2
    left = (await browser.open(QUEUE)).text
    assert third in left
    assert first not in left


async def test_two_at_once_sign_each_session_once(client: CommunityServiceClient) -> None:
    """A double click of one, and another person over the same list."""
    ids = await recorded(client, 3)
    counsellor, coordinator = await signed_in(client, COUNSELLOR), await signed_in(client, COORDINATOR)
    forms = [form_of((await each.open(QUEUE)).text, QUEUE) for each in (counsellor, coordinator)]
    ticked = {"session_ids": ids}
    first, again, other = await asyncio.gather(
        counsellor.send(QUEUE, forms[0] | ticked, 200),
        counsellor.send(QUEUE, forms[0] | ticked, 200),
        coordinator.send(QUEUE, forms[1] | {"session_ids": ids[::-1]}, 200),
    )
    assert need_words(first.text) == need_words(again.text)
    signed = [int(found[1]) for each in (first, other) if (found := re.search(r"(\d) disahkan,", each.text))]
    assert sum(signed) == 3
    assert await facts(client.h, "attendance.signed-off") == 3


async def test_thirty_at_most_and_one_at_least(client: CommunityServiceClient) -> None:
    ids = await recorded(client, 1)
    browser = await signed_in(client, COUNSELLOR)
    form = form_of((await browser.open(QUEUE)).text, QUEUE)
    assert "Isi bagian ini." in need_words((await browser.send(QUEUE, form, 422)).text)
    many = [*ids, *(f"00000000-0000-0000-0000-{number:012}" for number in range(30))]
    refused = (await browser.send(QUEUE, form | {"session_ids": many}, 422)).text
    assert "Paling banyak 30." in need_words(refused)
    assert f'value="{ids[0]}" checked' in refused, "what was ticked stays ticked"
    assert await facts(client.h, "attendance.signed-off") == 0
    missing = need_words((await browser.send(QUEUE, form | {"session_ids": many[1:3]}, 200)).text)
    assert "0 disahkan, 2 ditolak" in missing


async def test_ones_own_record_is_not_offered_and_raises_no_alarm(client: CommunityServiceClient) -> None:
    (session_id,) = await recorded(client, 1)
    recorder = await client.h.signed_in("coordinator", subject=SUPERVISOR.subject)
    html = (await recorder.open(QUEUE)).text
    assert session_id not in html
    assert "1 catatan adalah catatan Anda sendiri" in need_words(html)
    alone = (await recorder.open(f"/sessions/{session_id}")).text
    assert 'sign-off"' not in alone
    assert "orang lain yang mengesahkannya" in need_words(alone)
    ticked = {"key": "k", "session_ids": [session_id]}
    refused = need_words((await recorder.send(QUEUE, ticked, 200)).text)
    assert "Kehadiran disahkan oleh orang lain" in refused
    assert await scene.open_alarms(client) == []


async def test_what_is_odd_stands_apart_and_is_signed_off_alone(client: CommunityServiceClient) -> None:
    site = await site_with(client)
    odd = await attended(client, site, 1, **FAR)
    plain = await attended(client, site, 2)
    browser = await signed_in(client, COUNSELLOR)
    html = (await browser.open(QUEUE)).text
    assert f'value="{plain}"' in html
    assert f'value="{odd}"' not in html, "it cannot be ticked"
    assert "jauh dari lokasi" in need_words(html)
    page = (await browser.open(f"/sessions/{odd}")).text
    text = need_words(page)
    assert "Ada yang tidak biasa" in text
    assert "m dari lokasi saat pulang" in text
    form = form_of(page, f"/sessions/{odd}/sign-off")
    for _ in range(2):
        sent = await browser.send(f"/sessions/{odd}/sign-off", form)
        assert sent.headers["location"].endswith("/desk/sign-offs")
    assert "Kehadiran telah disahkan." in need_words((await browser.open(QUEUE)).text)
    assert await facts(client.h, "attendance.signed-off") == 1
    again = await browser.send(f"/sessions/{odd}/sign-off", {"key": "another"}, 409)
    assert "Statusnya disahkan" in need_words(again.text)


async def test_what_a_phone_sent_later_says_when_it_came(client: CommunityServiceClient) -> None:
    _, _, (session_id,) = await place_people(client, 1)
    phone = Phone(client)
    client.h.clock.set(datetime.fromisoformat(f"{MONDAY}T14:20+09:00"))
    sent = shift(phone, session_id, f"{MONDAY}T08:00", f"{MONDAY}T12:00")
    assert results(await phone.send(*sent)) == ["recorded", "recorded"]
    browser = await signed_in(client, COUNSELLOR)
    assert "dicatat luring, diterima 14.20" in need_words((await browser.open(QUEUE)).text)
    text = need_words((await browser.open(f"/sessions/{session_id}")).text)
    assert "Kiriman ponsel" in text
    assert "dicatat luring, diterima 14.20" in text


async def test_the_queue_is_narrowed_by_day(client: CommunityServiceClient) -> None:
    (session_id,) = await recorded(client, 1)
    browser = await signed_in(client, COUNSELLOR)
    assert session_id in (await browser.open(f"{QUEUE}?on_from=2026-03-02&on_to=")).text
    narrowed = (await browser.open(f"{QUEUE}?on_from=2026-03-03&on_to=nonsense")).text
    assert session_id not in narrowed
    assert 'value="2026-03-03"' in narrowed
    assert "Tidak ada yang menunggu paraf Anda" in need_words(narrowed)


async def test_others_see_neither_queue_nor_session(client: CommunityServiceClient) -> None:
    (session_id,) = await recorded(client, 1)
    stranger = await signed_in(client, COUNSELLOR.at(OTHER_BAPAS))
    assert session_id not in (await stranger.open(QUEUE)).text
    assert "1/Pid.B" not in (await stranger.open(f"/sessions/{session_id}", 403)).text
    await stranger.send(f"/sessions/{session_id}/sign-off", {"key": "k"}, 403)
    refused = need_words((await stranger.send(QUEUE, {"key": "q", "session_ids": [session_id]}, 200)).text)
    assert "bukan" not in refused or "1/Pid.B" not in refused
    assert "0 disahkan, 1 ditolak" in refused
    for caller in (SUPERVISOR, CLERK, PROSECUTOR, AUDITOR):
        browser = await signed_in(client, caller)
        await browser.open(QUEUE, 403)
        await browser.send(QUEUE, {"key": "k", "session_ids": [session_id]}, 403)
        await browser.send(f"/sessions/{session_id}/sign-off", {"key": "k"}, 403)
    assert await facts(client.h, "attendance.signed-off") == 0


@pytest.mark.parametrize("caller", [COUNSELLOR, PROSECUTOR, SECOND, AUDITOR], ids=lambda caller: caller.role)
async def test_a_session_is_shown_whole(client: CommunityServiceClient, caller: Caller) -> None:
    """What was recorded, corrected, raised and credited, in words."""
    site = await site_with(client)
    session_id = await attended(client, site, 1, **FAR, work_quality="good", safety_gear=False)
    await client.sign_off(session_id)
    await scene.correct(client, session_id, bodies.correction(MONDAY, "08:00", "11:00"))
    html = (await (await signed_in(client, caller)).open(f"/sessions/{session_id}")).text
    text = need_words(html)
    for words in ("tanpa alat pelindung", "hasil kerja: baik", "koreksi", "jauh dari lokasi", "3 jam", "Buku jam"):
        assert words in text
    assert "Yohanes" not in html


async def test_a_cancelled_session_says_so(client: CommunityServiceClient) -> None:
    site, sentence = await scene.open_site(client), await scene.pronounce(client)
    placed = await scene.place(client, sentence, site)
    session_id = placed["sessions"][0]["id"]
    await client.cancel_session(session_id, {"cause": "weather", "reason": "banjir besar"})
    browser = await signed_in(client, COUNSELLOR)
    text = need_words((await browser.open(f"/sessions/{session_id}")).text)
    assert "dibatalkan" in text
    assert "cuaca" in text
    await browser.open("/sessions/00000000-0000-0000-0000-000000000001", 404)


async def test_what_waits_leads_to_the_queue_for_who_signs(client: CommunityServiceClient) -> None:
    await recorded(client, 1)
    for caller, leads in ((COUNSELLOR, True), (COORDINATOR, True), (PROSECUTOR, False), (AUDITOR, False)):
        html = (await (await signed_in(client, caller)).open("/?kind=session_unsigned")).text
        assert ('href="/community-service/desk/sign-offs">kehadiran' in html) is leads


async def test_in_english_every_word_is_english(client: CommunityServiceClient) -> None:
    site = await site_with(client)
    session_id = await attended(client, site, 1, **FAR, work_quality="good", safety_gear=False)
    browser = await signed_in(client, COUNSELLOR)
    await browser.send("/language", {"language": "en"})
    for path in (QUEUE, f"/sessions/{session_id}", f"/sessions/{session_id}/correction", "/clients", "/incidents"):
        text = visible((await browser.open(path)).text)
        assert not re.search(r"\b(jam|dan|yang|hari|tidak|Maret|menit|belum|lokasi)\b", text), text
