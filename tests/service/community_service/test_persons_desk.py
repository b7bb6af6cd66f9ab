"""A counsellor's clients as a page: names only for the purpose of the day, and every one that is shown is a read."""

from __future__ import annotations

from datetime import timedelta

from tests.service.community_service import bodies, scene
from tests.service.community_service.callers import COORDINATOR, COUNSELLOR, OTHER_BAPAS, PROSECUTOR
from tests.service.community_service.client import CommunityServiceClient
from tests.service.community_service.desk_pages import form_of, need_words, signed_in

PAGE, PURPOSE = "/clients", "/clients/purpose"


async def reads(client: CommunityServiceClient) -> list[tuple[str, str]]:
    rows = await client.h.pool.fetch("select reader, purpose from person_reads order by read_at, id")
    return [(row["reader"], row["purpose"]) for row in rows]


async def test_a_name_is_shown_once_its_purpose_is_said_and_is_a_read(client: CommunityServiceClient) -> None:
    sentence = await scene.pronounce(client)
    browser = await signed_in(client, COUNSELLOR)
    html = (await browser.open(PAGE)).text
    assert sentence["verdict_number"] in need_words(html)
    assert "Yohanes" not in html
    assert await reads(client) == []
    sent = await browser.send(PURPOSE, form_of(html, PURPOSE) | {"purpose": "kunjungan minggu ini"})
    assert sent.headers["location"].endswith("/desk/clients")
    named = need_words((await browser.open(PAGE)).text)
    for words in ("Yohanes Contoh", "Nama dibaca untuk: kunjungan minggu ini", "Setiap pembacaan dicatat"):
        assert words in named
    assert await reads(client) == [("pk", "kunjungan minggu ini")]
    await browser.open(PAGE)
    assert len(await reads(client)) == 2
    colleague = await signed_in(client, COUNSELLOR.named("pk-2"))
    assert "Yohanes" not in (await colleague.open(PAGE)).text
    client.h.clock.set(client.h.clock.now() + timedelta(days=1))
    next_day = await signed_in(client, COUNSELLOR)
    assert "Yohanes" not in (await next_day.open(PAGE)).text


async def test_what_a_browser_fetches_ahead_is_not_answered_and_not_read(client: CommunityServiceClient) -> None:
    await scene.pronounce(client)
    browser = await signed_in(client, COUNSELLOR)
    await browser.send(PURPOSE, form_of((await browser.open(PAGE)).text, PURPOSE) | {"purpose": "telepon"})
    for ahead in ("prefetch", "prefetch;prerender"):
        browser.headers["sec-purpose"] = ahead
        assert "Yohanes" not in (await browser.open(PAGE, 503)).text
    assert await reads(client) == []
    del browser.headers["sec-purpose"]
    assert "Yohanes" in (await browser.open(PAGE)).text
    assert len(await reads(client)) == 1


async def test_a_purpose_is_a_few_words_and_no_national_id(client: CommunityServiceClient) -> None:
    await scene.pronounce(client)
    browser = await signed_in(client, COUNSELLOR)
    form = form_of((await browser.open(f"{PAGE}?forecast=at_risk")).text, f"{PURPOSE}?forecast=at_risk")
    short = await browser.send(PURPOSE, form | {"purpose": "x"}, 422)
    assert "sedikitnya 3 huruf" in need_words(short.text)
    await browser.send(PURPOSE, form | {"purpose": "NIK 8171010101900001"}, 422)
    kept = await browser.send(f"{PURPOSE}?forecast=at_risk", form | {"purpose": "telepon"})
    assert kept.headers["location"].endswith("/clients?forecast=at_risk"), "the filter stays"
    twice = await browser.send(f"{PURPOSE}?forecast=at_risk", form | {"purpose": "telepon"})
    assert twice.headers["location"] == kept.headers["location"]
    assert await client.h.pool.fetchval("select count(*) from reading_purposes") == 1


async def test_the_pace_of_each_is_said_in_words_and_those_at_risk_come_first(client: CommunityServiceClient) -> None:
    site = await scene.open_site(client)
    calm = await scene.pronounce(client, bodies.verdict(verdict_number="1/Pid.B/2026", nik="8171010101900011"))
    other = await scene.pronounce(
        client, bodies.child_verdict(verdict_number="2/Pid.Sus-Anak/2026", ends_on="2026-03-20")
    )
    await scene.place(client, calm, site, bodies.session())
    await client.h.tick()
    browser = await signed_in(client, COUNSELLOR)
    html = (await browser.open(PAGE)).text
    text = need_words(html)
    assert "4 jam terjadwal." in text
    assert "4 jam belum dijadwalkan." in text
    assert "Sesi berikutnya: 2 Maret 2026 pukul 08.00 WIT, SD Negeri 64" in text
    assert text.index(other["verdict_number"]) < text.index(calm["verdict_number"])
    assert f"/cases/{other['id']}/guardian" in html
    assert f"/cases/{calm['id']}/guardian" not in html
    assert calm["id"] not in (await browser.open(f"{PAGE}?number=2/Pid")).text
    assert calm["id"] not in (await browser.open(f"{PAGE}?mine=true")).text
    odd = await browser.open(f"{PAGE}?state=nonsense&forecast=%7Bx%7D&after=1.x&mine=perhaps")
    assert calm["id"] in odd.text


async def test_others_have_no_clients(client: CommunityServiceClient) -> None:
    sentence = await scene.pronounce(client)
    stranger = await signed_in(client, COUNSELLOR.at(OTHER_BAPAS))
    assert sentence["verdict_number"] not in (await stranger.open(PAGE)).text
    nowhere = await signed_in(client, COUNSELLOR.at(None))
    await nowhere.send(PURPOSE, {"key": "k", "purpose": "telepon"}, 403)
    for caller in (PROSECUTOR, COORDINATOR):
        browser = await signed_in(client, caller)
        await browser.open(PAGE, 403)
        await browser.send(PURPOSE, {"key": "k", "purpose": "telepon"}, 403)
