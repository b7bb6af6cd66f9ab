"""The calendar of holidays as pages: what holds, a day that a decree moves, and a decree with several days."""

from __future__ import annotations

from tests.service.community_service import bodies, scene
from tests.service.community_service.bodies import MONDAY, TUESDAY
from tests.service.community_service.callers import CLERK, COORDINATOR, COUNSELLOR
from tests.service.community_service.client import CommunityServiceClient
from tests.service.community_service.desk_pages import facts, form_of, need_words, problems_of, signed_in, visible
from tests.support.harness import Harness

SKB = {"decree.number": "1497/2025", "decree.decreed_on": "2025-09-19", "decree.issuer": "SKB 3 Menteri"}
NEWER = {"decree.number": "7/2026", "decree.decreed_on": "2026-02-10", "decree.issuer": "Presiden"}
DECREES = "/calendar/decrees"


async def test_a_year_is_shown_with_its_source_to_who_works_with_it(client: CommunityServiceClient) -> None:
    browser = await signed_in(client, COUNSELLOR)
    text = need_words((await browser.open("/calendar")).text)
    assert "Hari libur 2026" in text
    assert "Sabtu, 21 Maret 2026" in text
    assert "perkiraan" in text
    assert "Hari libur 2027" in visible((await browser.open("/calendar?year=2027")).text)
    assert DECREES not in (await browser.open("/calendar")).text
    await browser.open(DECREES, 403)
    await browser.open("/calendar/2026-03-21")
    await browser.send("/calendar/2026-03-21", {"kind": "working_day"}, 403)
    for no_day in ("no-day", "0", "1774051200", "2026-02-30"):
        await browser.open(f"/calendar/{no_day}", 404)
    await (await signed_in(client, CLERK)).open("/calendar", 403)


async def test_one_day_by_a_decree_and_an_older_one_is_refused(h: Harness, client: CommunityServiceClient) -> None:
    browser, there = await signed_in(client, COORDINATOR), "/calendar/2026-03-19"
    sent = form_of((await browser.open(there)).text, there) | NEWER | {"kind": "working_day"}
    refused = (await browser.send(there, sent, 422)).text
    assert problems_of(refused) == ["f-name"]
    assert 'value="7/2026"' in refused
    future = sent | {"name": "Hari kerja", "decree.decreed_on": "2026-04-01"}
    assert "hari itu belum tiba" in need_words((await browser.send(there, future, 422)).text)
    for _ in range(2):
        await browser.send(there, sent | {"name": "Hari kerja"})
    assert await facts(h, "calendar.decreed") == 1
    text = need_words((await browser.open(there)).text)
    assert "hari kerja" in text
    assert "Presiden 7/2026, 10 Februari 2026" in text
    older = sent | SKB | {"name": "Nyepi", "kind": "public_holiday", "key": "older"}
    told = need_words((await browser.send(there, older, 409)).text)
    assert "berlaku keputusan yang lebih baru, 7/2026" in told
    assert "correction" not in told
    await browser.send(there, older | {"correction": "salah dicatat", "key": "corrected"})
    assert "libur nasional" in visible((await browser.open(there)).text)


async def test_a_decree_that_moves_a_holiday_says_what_it_closes(h: Harness, client: CommunityServiceClient) -> None:
    site, sentence = await scene.open_site(client), await scene.pronounce(client)
    await scene.place(client, sentence, site, bodies.session(MONDAY))
    browser = await signed_in(client, COORDINATOR)
    form = form_of((await browser.open(DECREES)).text, DECREES) | SKB
    assert problems_of((await browser.send(DECREES, form, 422)).text) == ["f-days-row_1-on"]
    half = form | {"days.row_2.on": MONDAY}
    assert problems_of((await browser.send(DECREES, half, 422)).text) == ["f-days-row_2-kind", "f-days-row_2-name"]
    sent = form | {
        "days.row_1.on": TUESDAY,
        "days.row_1.kind": "working_day",
        "days.row_1.name": "Hari kerja",
        "days.row_2.on": MONDAY,
        "days.row_2.kind": "public_holiday",
        "days.row_2.name": "Hari yang dipindahkan",
        "days.row_3.on": MONDAY,
        "days.row_3.kind": "joint_leave",
        "days.row_3.name": "Lagi",
    }
    for _ in range(2):
        text = need_words((await browser.send(DECREES, sent, 200)).text)
        for words in ("2 dicatat, 0 tetap, 1 ditolak", "sudah disebut pada baris lain", "1 sesi terjadwal"):
            assert words in text
    assert await facts(h, "calendar.decreed") == 1
    assert "Hari yang dipindahkan" in visible((await browser.open("/calendar")).text)
    month = visible((await browser.open(f"/sites/{site['id']}?month=2026-03")).text)
    assert "Senin, 2 Maret 2026: 1 sesi – Hari yang dipindahkan" in month
