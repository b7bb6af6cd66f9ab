"""Plans as pages: old against new on a calendar, or why not; confirmed once, while the schedule is the same."""

from __future__ import annotations

from tests.service.community_service import bodies, scene
from tests.service.community_service.bodies import TUESDAY
from tests.service.community_service.callers import COORDINATOR, COUNSELLOR, OTHER_BAPAS, PROSECUTOR
from tests.service.community_service.client import CommunityServiceClient
from tests.service.community_service.desk_pages import facts, form_of, need_words, signed_in


async def test_a_plan_is_made_looked_at_and_confirmed(client: CommunityServiceClient) -> None:
    site, sentence = await scene.open_site(client), await scene.pronounce(client)
    there = f"/cases/{sentence['id']}/plan"
    browser = await signed_in(client, COUNSELLOR)
    html = (await browser.open(there)).text
    text = need_words(html)
    for words in ("Tersisa 8 jam, sampai 31 Mei 2026.", "Belum ada sesi yang akan datang.", "tempat kosong minggu ini"):
        assert words in text
    sent = [await browser.send(there, form_of(html, there) | {"site_ids": [site["id"]]})]
    plan = sent[0].headers["location"].removeprefix("/community-service/desk")
    html = (await browser.open(plan)).text
    text = need_words(html)
    for words in ("diusulkan", "Maret 2026", "08.00–12.00 SD Negeri 64 baru", "3 Maret 2026"):
        assert words in text
    assert "Ada rencana yang menunggu persetujuan." in need_words((await browser.open(there)).text)
    form = form_of(html, f"{plan}/confirmation")
    for _ in range(2):
        await browser.send(f"{plan}/confirmation", form)
    assert await facts(client.h, "placement.confirmed") == 1
    again = await browser.send(f"{plan}/confirmation", {"key": "n"}, 409)
    assert "Rencana berstatus disetujui" in need_words(again.text)
    assert "confirmation" not in (await browser.open(plan)).text
    booked = need_words((await browser.open(there)).text)
    assert "Senin, 2 Maret 2026" in booked


async def test_what_stays_comes_and_goes_is_told_apart(client: CommunityServiceClient) -> None:
    site, sentence = await scene.open_site(client), await scene.pronounce(client)
    await client.confirm_plan((await scene.make_plan(client, sentence))["id"])
    await client.set_site_details(site["id"], {"closed_days": [{"on": TUESDAY, "reason": "banjir"}]})
    plan = await scene.make_plan(client, sentence)
    browser = await signed_in(client, COUNSELLOR)
    page = f"/plans/{plan['id']}"
    html = (await browser.open(page)).text
    text = need_words(html)
    for words in ("SD Negeri 64 tetap", "SD Negeri 64 baru", "SD Negeri 64 dibatalkan"):
        assert words in text
    form = form_of(html, f"{page}/confirmation")
    (gone,) = plan["cancelled"]
    await client.cancel_session(gone, {"cause": "site", "reason": "banjir"})
    refused = await browser.send(f"{page}/confirmation", form, 409)
    assert "Buat rencana baru" in need_words(refused.text)
    assert "/confirmation" not in (await browser.open(page)).text


async def test_where_there_is_no_plan_bars_say_what_would_help(client: CommunityServiceClient) -> None:
    site, sentence = await scene.open_site(client), await scene.pronounce(client)
    await client.set_site_details(site["id"], {"skills_required": ["menjahit"]})
    browser = await signed_in(client, COUNSELLOR)
    there = f"/cases/{sentence['id']}/plan"
    sent = await browser.send(there, form_of((await browser.open(there)).text, there))
    html = (await browser.open(sent.headers["location"])).text
    text = need_words(html)
    for words in ("tidak mungkin", "Kurang 8 jam", "Keterampilan yang diminta lokasi 8 jam"):
        assert words in text
    assert "<svg" in html
    assert "/confirmation" not in html


async def test_the_way_from_home_is_there_for_a_purpose_only(client: CommunityServiceClient) -> None:
    await scene.open_site(client)
    sentence = await scene.pronounce(client)
    await client.set_availability(sentence["id"], {"latitude": -3.66, "longitude": 128.21})
    plan = await scene.make_plan(client, sentence)
    page = f"/plans/{plan['id']}"
    browser = await signed_in(client, COUNSELLOR)
    assert " km" not in need_words((await browser.open(page)).text)
    await client.state_purpose("menyusun jadwal")
    assert "4,7 km" in need_words((await browser.open(page)).text)
    coordinator = await signed_in(client, COORDINATOR)
    seen = (await coordinator.open(page)).text
    assert " km" not in need_words(seen)
    assert "/confirmation" not in seen


async def test_others_plan_nothing(client: CommunityServiceClient) -> None:
    await scene.open_site(client)
    sentence = await scene.pronounce(client)
    plan = await scene.make_plan(client, sentence)
    for caller in (PROSECUTOR, COUNSELLOR.at(OTHER_BAPAS)):
        browser = await signed_in(client, caller)
        for path in (f"/cases/{sentence['id']}/plan", f"/plans/{plan['id']}"):
            assert "Pid.B" not in (await browser.open(path, 403)).text
        await browser.send(f"/cases/{sentence['id']}/plan", {"key": "a"}, 403)
        await browser.send(f"/plans/{plan['id']}/confirmation", {"key": "b"}, 403)
    coordinator = await signed_in(client, COORDINATOR)
    await coordinator.send(f"/cases/{sentence['id']}/plan", {"key": "a"}, 403)
    child = await scene.pronounce(client, bodies.child_verdict())
    assert "/availability" not in (await coordinator.open(f"/cases/{child['id']}")).text
    assert await facts(client.h, "placement.confirmed") == 0
