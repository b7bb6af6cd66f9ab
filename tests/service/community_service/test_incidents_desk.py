"""Accidents and complaints as pages: written down, read for a purpose, answered by another, seen by the prosecutor."""

from __future__ import annotations

from tests.service.community_service import scene
from tests.service.community_service.bodies import Json
from tests.service.community_service.callers import (
    COORDINATOR,
    COUNSELLOR,
    OTHER_BAPAS,
    PROSECUTOR,
    SECOND,
    SUPERVISOR,
)
from tests.service.community_service.client import CommunityServiceClient
from tests.service.community_service.desk_pages import facts, form_of, need_words, signed_in

TEXT = {"happened_on": "2026-02-28", "report": "jari terjepit pintu gudang"}


async def reads(client: CommunityServiceClient) -> int:
    count: int = await client.h.pool.fetchval("select count(*)::integer from person_reads")
    return count


async def reported(client: CommunityServiceClient, kind: str) -> tuple[Json, str]:
    """Written down by the counsellor: the case, and the page of it."""
    sentence = await scene.pronounce(client)
    there = f"/cases/{sentence['id']}/{kind}"
    browser = await signed_in(client, COUNSELLOR)
    form = form_of((await browser.open(there)).text, there) | TEXT
    sent = [await browser.send(there, form) for _ in range(2)]
    assert await facts(client.h, "incident.reported") == 1
    return sentence, sent[0].headers["location"].removeprefix("/community-service/desk")


async def test_an_accident_is_written_down_read_answered_and_seen(client: CommunityServiceClient) -> None:
    _, page = await reported(client, "accident")
    counsellor = await signed_in(client, COUNSELLOR)
    html = (await counsellor.open(page)).text
    text = need_words(html)
    assert "Kecelakaan" in text
    assert "28 Februari 2026" in text
    assert "terjepit" not in html
    before = await reads(client)
    assert "sedikitnya 3 huruf" in need_words((await counsellor.send(page, {"purpose": "x"}, 422)).text)
    assert await reads(client) == before
    read = (await counsellor.send(page, form_of(html, page) | {"purpose": "tindak lanjut"}, 200)).text
    assert "jari terjepit pintu gudang" in need_words(read)
    assert await reads(client) == before + 1
    form = form_of(read, f"{page}/answer")
    assert form["form_path"].endswith(page), "a form that is kept leads back to a page that can be opened"
    assert "Isi bagian ini." in need_words((await counsellor.send(f"{page}/answer", form, 422)).text)
    for _ in range(2):
        await counsellor.send(f"{page}/answer", form | {"answer": "diobati di puskesmas"})
    assert await facts(client.h, "incident.answered") == 1
    again = await counsellor.send(f"{page}/answer", {"key": "n", "answer": "sekali lagi"}, 409)
    assert "Laporan ini sudah dijawab." in need_words(again.text)
    prosecutor = await signed_in(client, PROSECUTOR)
    seen = form_of((await prosecutor.open(page)).text, f"{page}/seen")
    for _ in range(2):
        await prosecutor.send(f"{page}/seen", seen)
    assert await facts(client.h, "incident.seen") == 1
    done = (await prosecutor.open(page)).text
    assert "selesai" in need_words(done)
    assert "/seen" not in done


async def test_a_complaint_is_answered_by_another(client: CommunityServiceClient) -> None:
    sentence, page = await reported(client, "complaint")
    writer = await signed_in(client, COUNSELLOR)
    own = (await writer.open(page)).text
    assert f"{page}/answer" not in own
    assert "orang lain yang menjawabnya" in need_words(own)
    refused = await writer.send(f"{page}/answer", {"key": "k", "answer": "sudah"}, 403)
    assert "dijawab oleh orang lain" in need_words(refused.text)
    other = await signed_in(client, SECOND)
    await other.send(f"{page}/answer", form_of((await other.open(page)).text, f"{page}/answer") | {"answer": "sudah"})
    coordinator = await signed_in(client, COORDINATOR)
    await coordinator.open(f"/cases/{sentence['id']}/complaint")
    await coordinator.open(f"/cases/{sentence['id']}/accident", 403)


async def test_what_is_refused_says_why(client: CommunityServiceClient) -> None:
    sentence = await scene.pronounce(client)
    there = f"/cases/{sentence['id']}/accident"
    browser = await signed_in(client, COUNSELLOR)
    form = form_of((await browser.open(there)).text, there)
    refused = (await browser.send(there, form | TEXT | {"happened_on": "2026-03-09"}, 422)).text
    assert "Tanggal 9 Maret 2026 belum tiba." in need_words(refused)
    assert "jari terjepit" in refused
    assert await facts(client.h, "incident.reported") == 0


async def test_the_list_is_of_ones_own_cases(client: CommunityServiceClient) -> None:
    _, page = await reported(client, "accident")
    for caller in (COUNSELLOR, PROSECUTOR, COORDINATOR):
        html = (await (await signed_in(client, caller)).open("/incidents?state=open&kind=accident")).text
        assert page in html
        need_words(html)
    assert page not in (await (await signed_in(client, COUNSELLOR)).open("/incidents?state=settled")).text
    stranger = await signed_in(client, COUNSELLOR.at(OTHER_BAPAS))
    assert page not in (await stranger.open("/incidents")).text
    await stranger.open(page, 403)
    assert "terjepit" not in (await stranger.send(page, {"purpose": "ingin tahu"}, 403)).text
    supervisor = await signed_in(client, SUPERVISOR)
    await supervisor.open("/incidents", 403)
    await supervisor.open(page, 403)


async def test_what_waits_leads_to_it(client: CommunityServiceClient) -> None:
    _, page = await reported(client, "accident")
    assert page in (await (await signed_in(client, COUNSELLOR)).open("/?kind=incident_unanswered")).text
