"""The page that anyone sees who holds a report: genuine or not, still valid or not, and whether a file is the one."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.service.community_service import scene
from tests.service.community_service.client import API, CommunityServiceClient
from tests.support.harness import Harness
from tests.support.weights import weigh

REPORTS = f"{API}/reports"
BROWSER = {"accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}


@pytest.fixture
async def issued(client: CommunityServiceClient) -> Any:
    sentence = await scene.serve(client)
    return await client.read_sentence_report(sentence["id"])


async def test_who_scans_the_qr_code_sees_a_page(h: Harness, issued: Any) -> None:
    page = await h.client.get(f"{REPORTS}/{issued['code']}", headers=BROWSER)
    assert (page.status_code, page.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert (page.headers["vary"], page.headers["cache-control"]) == ("accept, accept-language", "no-store")
    assert "set-cookie" not in page.headers
    policy = page.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; script-src 'self'")
    assert "unsafe" not in policy
    for said in ("000001/LAP-KS/2026", "Laporan selesai menjalani", "Berlaku", "3 Maret 2026", "8 jam", "0 jam"):
        assert said in page.text
    for secret in (
        "Yohanes",
        issued["content"]["verdict_number"],
        issued["subject_id"],
        "SD Negeri",
        ">current",
        ">None",
    ):
        assert secret not in page.text
    weight = await weigh(h, page)
    assert (weight.first <= 25_000, weight.again <= 6_000, weight.scripts <= 2_000) == (True, True, True)


async def test_it_speaks_english_too(h: Harness, issued: Any) -> None:
    address = f"{REPORTS}/{issued['code']}"
    chosen = await h.client.get(f"{address}?lang=en", headers=BROWSER)
    preferred = await h.client.get(address, headers=BROWSER | {"accept-language": "en"})
    for page in (chosen, preferred):
        assert (page.headers["content-language"], '<html lang="en"' in page.text) == ("en", True)
        assert "This report is genuine, and no newer one has taken its place." in page.text
        assert f'href="{address}?lang=id"' in page.text
    assert f'href="{API}/privacy?lang=en"' in chosen.text
    assert f'href="{API}/privacy"' in preferred.text


@pytest.mark.parametrize("accept", ["*/*", "application/json", "application/json, text/html;q=0.9", None])
async def test_a_program_gets_json_at_the_same_address(h: Harness, issued: Any, accept: str | None) -> None:
    if accept is None:
        del h.client.headers["accept"]
    headers = {"accept": accept} if accept else {}
    answer = await h.client.get(f"{REPORTS}/{issued['code']}", headers=headers)
    assert (answer.headers["content-type"], answer.json()["standing"]) == ("application/json", "current")
    assert answer.headers["vary"] == "accept, accept-language"
    missing = await h.client.get(f"{REPORTS}/{'A' * 16}", headers=headers)
    assert (missing.status_code, missing.json()["title"]) == (404, "not-found")
    assert missing.headers["vary"] == "accept, accept-language"
    unread = await h.client.get(f"{REPORTS}/{issued['code']}?sha256=zz", headers=headers)
    assert (unread.status_code, unread.headers["vary"]) == (422, "accept, accept-language")
    nowhere = await h.client.get(REPORTS, headers=headers)
    assert (nowhere.status_code, nowhere.headers["content-type"]) == (404, "application/problem+json")


async def test_a_report_that_holds_no_more_says_so(h: Harness, issued: Any) -> None:
    await h.pool.execute("update sentences set required_minutes = 600, state = 'active'")
    page = await h.client.get(f"{REPORTS}/{issued['code']}", headers=BROWSER)
    assert "Tidak berlaku lagi" in page.text
    assert "tetapi isinya tidak berlaku lagi" in page.text
    assert "belum ada yang lebih baru" not in page.text


async def test_a_monthly_report_that_was_replaced_names_the_newer_one(
    h: Harness, client: CommunityServiceClient
) -> None:
    _, sentence, late = await scene.serve_march(client)
    first = await client.read_sentence_report(sentence["id"], "2026-03")
    page = await h.client.get(f"{REPORTS}/{first['code']}", headers=BROWSER)
    for said in ("Laporan bulanan pelaksanaan kerja sosial", "Maret 2026", "Diakui bulan ini", "4 jam"):
        assert said in page.text
    await client.sign_off(late)
    second = await client.read_sentence_report(sentence["id"], "2026-03")
    page = await h.client.get(f"{REPORTS}/{first['code']}", headers=BROWSER)
    assert f"telah diganti oleh laporan {second['number']}" in page.text
    assert second["code"] not in page.text, "a code is for who holds the document"


@pytest.mark.parametrize("language", ["id", "en"])
async def test_a_sha256_that_is_pasted_is_answered_with_yes_or_no(h: Harness, issued: Any, language: str) -> None:
    address, digest = f"{REPORTS}/{issued['code']}", issued["sha256"][language]
    version = {"id": "versi bahasa Indonesia", "en": "versi bahasa Inggris"}[language]
    as_tools_print_it = (digest, f" {digest.upper()} ", f"{digest}  laporan.pdf", f"SHA256:{digest}")
    for pasted in as_tools_print_it:
        page = await h.client.get(address, params={"sha256": pasted}, headers=BROWSER)
        assert f"Ya: inilah berkas yang diterbitkan ({version})." in page.text
    other = await h.client.get(address, params={"sha256": "0" * 64}, headers=BROWSER)
    assert "kit-said kit-said--bad" in other.text
    for odd in ("zz", '"><script>alert(1)</script>', "0" * 63, "é" * 64):
        page = await h.client.get(address, params={"sha256": odd}, headers=BROWSER)
        assert (page.status_code, "64 angka dan huruf" in page.text) == (422, True)
        assert "<script>" not in page.text


@pytest.mark.parametrize("code", ["AAAAAAAAAAAAAAAA", "1", "%00", "'; drop table reports", "%3Cb%3E", "A" * 5_000])
async def test_an_unknown_code_says_what_to_check(h: Harness, code: str) -> None:
    page = await h.client.get(f"{REPORTS}/{code}", headers=BROWSER)
    assert (page.status_code, page.headers["content-type"]) == (404, "text/html; charset=utf-8")
    assert "Tidak ada laporan dengan kode ini" in page.text
    assert "yang mirip 0 adalah huruf O" in page.text.replace("Yang", "yang")
    words = page.text.partition("<main")[2]
    for echo in ("drop table", "&lt;b", "AAAAA"):
        assert echo not in words
    assert "<b>" not in page.text
    assert ("Kode terbaca sebagai" in page.text) == (code == "A" * 16)


async def test_a_code_is_typed_into_a_field(h: Harness, issued: Any) -> None:
    code = issued["code"]
    asked = await h.client.get(REPORTS, headers=BROWSER)
    assert (asked.status_code, 'name="code"' in asked.text) == (200, True)
    typed = "-".join(code[start : start + 4] for start in range(0, 16, 4)).lower().replace("o", "0").replace("b", "8")
    led = await h.client.get(REPORTS, params={"code": f" {typed} "}, headers=BROWSER)
    assert (led.status_code, led.headers["location"]) == (303, f"{REPORTS}/{code}")
    led = await h.client.get(REPORTS, params={"code": code, "lang": "en"}, headers=BROWSER)
    assert led.headers["location"] == f"{REPORTS}/{code}?lang=en"
    refused = await h.client.get(REPORTS, params={"code": "<i>" + "9" * 3_000}, headers=BROWSER)
    assert (refused.status_code, "16 huruf dan angka" in refused.text) == (422, True)
    assert "&lt;i&gt;9" in refused.text
    assert "9" * 300 not in refused.text.partition("<main")[2]


async def test_who_checks_is_counted_and_not_known(h: Harness, issued: Any) -> None:
    before = await h.pool.fetchval("select count(*) from journal")
    for _ in range(2):
        await h.client.get(f"{REPORTS}/{issued['code']}", headers=BROWSER | {"cookie": "masohi-community-service=x"})
    assert await h.pool.fetchval("select count(*) from journal") == before
    figures = (await h.client.get("/metrics")).text
    assert 'masohi_report_checks_total{outcome="current"}' in figures


async def test_seals_and_keys_can_be_read_and_say_how_to_check(h: Harness, issued: Any) -> None:
    h.clock.set(datetime(2026, 4, 2, 16, tzinfo=UTC))
    await h.seal()
    listed = (await h.client.get(f"{API}/journal/seals")).json()["items"]
    key = (await h.client.get(f"{API}/journal/keys")).json()[0]
    last = await h.client.get(f"{API}/journal/seals", headers=BROWSER)
    assert "Segel April 2026" in last.text
    assert f'href="{API}/journal/seals?month=2026-03"' in last.text
    page = await h.client.get(f"{API}/journal/seals?month=2026-03&lang=en", headers=BROWSER)
    march = [seal for seal in listed if seal["day"].startswith("2026-03")]
    assert len(march) == 31
    for seal in march:
        for shown in (seal["root"], seal["hash"], seal["key_id"]):
            pieces = "".join(f"<span>{shown[start : start + 8]}</span>" for start in range(0, len(shown), 8))
            assert pieces in page.text
    assert "How you check this yourself" in page.text
    assert f'href="{API}/journal/seals?month=2026-04&amp;lang=en"' in page.text
    keys = await h.client.get(f"{API}/journal/keys", headers=BROWSER)
    assert key["public_key"][:8] in keys.text
    assert f"{len(listed)} segel, 1 Maret 2026 sampai 2 April 2026" in keys.text
    for answer in (last, page, keys):
        assert (answer.headers["vary"], "set-cookie" in answer.headers) == ("accept, accept-language", False)
        weight = await weigh(h, answer)
        assert (weight.first <= 25_000, weight.again <= 8_000, weight.requests <= 4) == (True, True, True)


async def test_a_day_without_a_seal_is_shown_and_odd_months_are_no_page(h: Harness, issued: Any) -> None:
    empty = await h.client.get(f"{API}/journal/seals", headers=BROWSER)
    assert "Tidak ada hari yang disegel pada bulan ini." in empty.text
    h.clock.set(datetime(2026, 3, 9, 16, tzinfo=UTC))
    await h.seal()
    whole = await h.client.get(f"{API}/journal/seals", headers=BROWSER)
    assert "tanpa segel" not in whole.text
    for odd in ("2026-13", "x", "1999-01", "9999-99", "%00"):
        page = await h.client.get(f"{API}/journal/seals?month={odd}", headers=BROWSER)
        assert (page.status_code, page.headers["content-type"]) == (404, "text/html; charset=utf-8")
        assert (await h.client.get(f"{API}/journal/seals?month={odd}")).status_code == 200, "JSON knows no months"


HASHER = Path(__file__).parents[3] / "services/community_service/static/hasher.js"


def test_the_hasher_is_small_and_sends_nothing() -> None:
    source = HASHER.read_text()
    assert len(source.encode()) <= 2_000
    for sender in ("fetch(", "XMLHttpRequest", "sendBeacon", "WebSocket", "import", "submit", "http"):
        assert sender not in source
