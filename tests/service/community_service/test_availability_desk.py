"""Hours that are not free and the home area as a page: read for a purpose, set as a week of lines."""

from __future__ import annotations

from datetime import date

from tests.service.community_service import scene
from tests.service.community_service.callers import COORDINATOR, COUNSELLOR, OTHER_BAPAS, PROSECUTOR
from tests.service.community_service.client import CommunityServiceClient
from tests.service.community_service.desk_pages import form_of, need_words, signed_in

WORK = {"line0.kind": "work", "line0.weekday": "1", "line0.starts": "08:00", "line0.ends": "12:00"}
CARE = {
    "line3.kind": "care",
    "line3.starts": "13:00",
    "line3.ends": "15:00",
    "line3.starts_on": "2026-03-02",
    "line3.ends_on": "2026-03-06",
}
HOME = {"home.latitude": "-3.66", "home.longitude": "128.21"}


async def test_the_week_is_read_for_a_purpose_and_set(client: CommunityServiceClient) -> None:
    await scene.open_site(client)
    sentence = await scene.pronounce(client)
    page = f"/cases/{sentence['id']}/availability"
    browser = await signed_in(client, COUNSELLOR)
    asked = (await browser.open(page)).text
    assert "line0" not in asked
    purpose = form_of(asked, page) | {"purpose": "menyusun jadwal"}
    empty = (await browser.send(page, purpose, 200)).text
    form = form_of(empty, f"{page}/week")
    for _ in range(2):
        sent = await browser.send(f"{page}/week", form | WORK | CARE | HOME)
    assert sent.headers["location"].endswith(f"/cases/{sentence['id']}/plan")
    html = (await browser.send(page, purpose, 200)).text
    text = need_words(html)
    for words in ("08.00–12.00 kerja", "2 Maret 2026 – 6 Maret 2026, 13.00–15.00: merawat keluarga"):
        assert words in text
    assert 'value="-3.66"' in html
    assert 'value="13:00"' in html
    reads = await client.h.pool.fetch("select purpose from person_reads")
    assert [row["purpose"] for row in reads] == ["menyusun jadwal"] * 2
    plan = await scene.make_plan(client, sentence)
    mondays = [each for each in plan["sessions"] if date.fromisoformat(each["on"]).isoweekday() == 1]
    assert all(each["starts"] >= "12:00:00" for each in mondays), "the plan keeps to the hours"
    await browser.send(f"{page}/week", form_of(html, f"{page}/week") | WORK)
    left = await client.read_availability(sentence["id"], "periksa")
    assert (len(left["blocked"]), left["latitude"]) == (1, None), "a line that is emptied is gone"


async def test_what_is_wrong_is_said_at_its_line_and_everything_stays(client: CommunityServiceClient) -> None:
    sentence = await scene.pronounce(client)
    page = f"/cases/{sentence['id']}/availability"
    browser = await signed_in(client, COUNSELLOR)
    for wrong, words, field in (
        ({"line0.ends": "07:00"}, "Akhir harus sesudah awal", "line0-ends"),
        ({"line0.weekday": ""}, "Pilih hari dalam minggu", "line0-ends_on"),
        ({"line3.ends_on": ""}, "Tulis hari pertama dan hari terakhir.", "line3-ends_on"),
        ({"line3.ends_on": "2026-01-01"}, "Hari terakhir tidak sebelum hari pertama.", "line3-ends_on"),
        ({"home.latitude": "dekat laut"}, "Tulis sebuah angka.", "home-latitude"),
        ({"line3.kind": ""}, "Isi bagian ini.", "line3-kind"),
        ({"home.longitude": ""}, "Tulis kedua koordinat", "home-longitude"),
        ({"home.latitude": "-100"}, "Paling sedikit -90", "home-latitude"),
    ):
        typed = WORK | CARE | HOME | wrong
        html = (await browser.send(f"{page}/week", {"key": f"k{field}{words}", **typed}, 422)).text
        assert words in need_words(html)
        assert f'href="#f-{field}"' in html
        assert 'value="13:00"' in html
        assert 'value="care" selected' in html or wrong == {"line3.kind": ""}
    assert await client.h.pool.fetchval("select count(*) from blocked_times") == 0
    assert await client.h.pool.fetchval("select count(*) from person_reads") == 0


async def test_only_the_counsellor_of_the_case(client: CommunityServiceClient) -> None:
    sentence = await scene.pronounce(client)
    page = f"/cases/{sentence['id']}/availability"
    for caller in (COORDINATOR, PROSECUTOR, COUNSELLOR.at(OTHER_BAPAS)):
        browser = await signed_in(client, caller)
        await browser.open(page, 403)
        await browser.send(page, {"purpose": "ingin tahu"}, 403)
        await browser.send(f"{page}/week", {"key": "k", **WORK}, 403)
    assert await client.h.pool.fetchval("select count(*) from person_reads") == 0
