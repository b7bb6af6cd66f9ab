"""Visits and the supervision log as pages: a line each, and every read of the log is recorded."""

from __future__ import annotations

from tests.service.community_service import scene
from tests.service.community_service.callers import (
    AUDITOR,
    COUNSELLOR,
    HEAD,
    JUDGE,
    OTHER_BAPAS,
    PROSECUTOR,
)
from tests.service.community_service.client import CommunityServiceClient
from tests.service.community_service.desk_pages import facts, form_of, need_words, signed_in

VISIT = {
    "kind": "home_visit",
    "on": "2026-02-27",
    "starts": "09:00",
    "ends": "10:30",
    "complied": "",
    "notes": "di rumah",
}


async def reads(client: CommunityServiceClient) -> int:
    count: int = await client.h.pool.fetchval("select count(*)::integer from person_reads")
    return count


async def test_a_visit_becomes_a_line_of_the_log(client: CommunityServiceClient) -> None:
    sentence = await scene.pronounce(client)
    case, there = f"/cases/{sentence['id']}", f"/cases/{sentence['id']}/visit"
    browser = await signed_in(client, COUNSELLOR)
    html = (await browser.open(there)).text
    assert "kehadiran" not in need_words(html), "attendance is no visit"
    form = form_of(html, there) | VISIT
    for _ in range(2):
        sent = await browser.send(there, form)
    assert sent.headers["location"].endswith(case)
    assert await facts(client.h, "record.visit-recorded") == 1
    asked = (await browser.open(f"{case}/log")).text
    assert "di rumah" not in asked
    assert await reads(client) == 0
    read = need_words((await browser.send(f"{case}/log", form_of(asked, f"{case}/log"), 200)).text)
    for words in ("27 Februari 2026", "09.00–10.30", "kunjungan rumah", "di rumah"):
        assert words in read
    assert await reads(client) == 1
    table = await browser.send(f"{case}/log.csv", {"key": "k"}, 200)
    assert "di rumah" in table.text
    assert table.headers["cache-control"] == "no-store"
    assert sentence["id"] not in table.headers["content-disposition"]
    pdf = await browser.send(f"{case}/log.pdf", {"key": "k"}, 200)
    assert pdf.content.startswith(b"%PDF")
    assert await reads(client) == 3


async def test_a_refused_visit_keeps_what_was_typed(client: CommunityServiceClient) -> None:
    sentence = await scene.pronounce(client)
    there = f"/cases/{sentence['id']}/visit"
    browser = await signed_in(client, PROSECUTOR)
    form = form_of((await browser.open(there)).text, there) | VISIT
    backwards = (await browser.send(there, form | {"ends": "08:00"}, 422)).text
    assert "Akhir harus sesudah awal" in need_words(backwards)
    assert 'href="#f-ends"' in backwards
    assert "di rumah" in backwards
    early = await browser.send(there, form | {"on": "2026-02-01"}, 422)
    assert "Kunjungan 1 Februari 2026 mendahului putusan 20 Februari 2026." in need_words(early.text)
    future = await browser.send(there, form | {"on": "2026-03-09"}, 422)
    assert "Kunjungan 9 Maret 2026 pukul 10.30 belum selesai." in need_words(future.text)
    assert await facts(client.h, "record.visit-recorded") == 0


async def test_who_reads_and_writes_the_log(client: CommunityServiceClient) -> None:
    sentence = await scene.pronounce(client)
    case = f"/cases/{sentence['id']}"
    for caller in (HEAD, AUDITOR):
        browser = await signed_in(client, caller)
        await browser.send(f"{case}/log", {"key": "k"}, 200)
        await browser.open(f"{case}/visit", 403)
    for caller in (JUDGE, COUNSELLOR.at(OTHER_BAPAS)):
        browser = await signed_in(client, caller)
        for path in (f"{case}/log", f"{case}/visit"):
            await browser.open(path, 403)
        for path in ("log", "log.csv", "log.pdf"):
            await browser.send(f"{case}/{path}", {"key": "k"}, 403)
        await browser.send(f"{case}/visit", {"key": "k", **VISIT}, 403)
    assert await reads(client) == 2
