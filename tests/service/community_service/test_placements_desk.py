"""Sessions by hand as pages: booked, moved and cancelled once, or refused in words. And a place that is allowed."""

from __future__ import annotations

from tests.service.community_service import bodies, scene
from tests.service.community_service.bodies import MONDAY, TUESDAY
from tests.service.community_service.callers import COORDINATOR, COUNSELLOR, OTHER_BAPAS, PROSECUTOR
from tests.service.community_service.client import CommunityServiceClient
from tests.service.community_service.desk_pages import facts, form_of, need_words, signed_in

SLOT = {"on": MONDAY, "starts": "08:00", "ends": "12:00"}


async def test_one_session_is_booked_moved_and_cancelled(client: CommunityServiceClient) -> None:
    site, sentence = await scene.open_site(client), await scene.pronounce(client)
    there = f"/cases/{sentence['id']}/placement"
    browser = await signed_in(client, COUNSELLOR)
    form = form_of((await browser.open(there)).text, there) | SLOT | {"site_id": site["id"]}
    for _ in range(2):
        await browser.send(there, form)
    (session_id,) = [str(row["id"]) for row in await client.h.pool.fetch("select id from sessions")]
    move = f"/sessions/{session_id}/move"
    html = (await browser.open(move)).text
    for typed in (f'value="{MONDAY}"', 'value="08:00"', f'value="{site["id"]}" selected'):
        assert typed in html
    moved = form_of(html, move) | SLOT | {"site_id": site["id"], "on": TUESDAY}
    for _ in range(2):
        sent = await browser.send(move, moved)
    assert sent.headers["location"].endswith(f"/cases/{sentence['id']}/plan")
    rows = await client.h.pool.fetch("select id, on_date from sessions")
    assert [row["on_date"].isoformat() for row in rows] == [TUESDAY]
    assert await facts(client.h, "session.cancelled") == 1
    old = need_words((await browser.open(f"/sessions/{session_id}")).text)
    assert "dijadwalkan ulang" in old
    there = f"/sessions/{rows[0]['id']}/cancellation"
    form = form_of((await browser.open(there)).text, there) | {"cause": "person"}
    refused = (await browser.send(there, form, 422)).text
    assert "Isi bagian ini." in need_words(refused)
    assert 'value="person" checked' in refused
    for _ in range(2):
        await browser.send(there, form | {"reason": "sakit"})
    assert await facts(client.h, "session.cancelled") == 2
    assert "dibatalkan" in need_words((await browser.open(f"/sessions/{rows[0]['id']}")).text)


async def test_every_broken_rule_is_said_and_what_was_typed_stays(client: CommunityServiceClient) -> None:
    site, sentence = await scene.open_site(client), await scene.pronounce(client)
    there = f"/cases/{sentence['id']}/placement"
    browser = await signed_in(client, COUNSELLOR)
    form = form_of((await browser.open(there)).text, there) | SLOT | {"site_id": site["id"]}
    long = (await browser.send(there, form | {"starts": "06:00", "ends": "13:00"}, 422)).text
    text = need_words(long)
    assert "Sesi 2 Maret 2026 06.00–13.00 tidak berada dalam jam buka lokasi." in text
    assert "Pada 2 Maret 2026 dijadwalkan 420 menit; paling banyak 240 menit sehari." in text
    assert "K5" in text
    assert 'value="13:00"' in long
    backwards = await browser.send(there, form | {"ends": "07:00"}, 422)
    assert "Akhir harus sesudah awal" in need_words(backwards.text)
    assert "Isi bagian ini." in need_words((await browser.send(there, form | {"site_id": ""}, 422)).text)
    assert await facts(client.h, "placement.confirmed") == 0


async def test_a_move_that_is_refused_leaves_the_session(client: CommunityServiceClient) -> None:
    site, sentence = await scene.open_site(client), await scene.pronounce(client)
    session_id = (await scene.place(client, sentence, site))["sessions"][0]["id"]
    move = f"/sessions/{session_id}/move"
    browser = await signed_in(client, COUNSELLOR)
    form = form_of((await browser.open(move)).text, move) | SLOT | {"site_id": site["id"], "on": "2026-03-04"}
    refused = await browser.send(move, form, 422)
    assert "tidak berada dalam jam buka lokasi" in need_words(refused.text)
    assert [str(row["id"]) for row in await client.h.pool.fetch("select id from sessions")] == [session_id]
    assert await facts(client.h, "session.cancelled") == 0
    await scene.attend(client, session_id, f"{MONDAY}T08:00", f"{MONDAY}T12:00")
    browser = await signed_in(client, COUNSELLOR)
    late = await browser.send(move, {"key": "n", **SLOT, "site_id": site["id"], "on": TUESDAY}, 409)
    assert "Sesi berstatus menunggu paraf kedua dan mulai 2 Maret 2026 08.00" in need_words(late.text)
    page = (await browser.open(f"/sessions/{session_id}")).text
    assert "/move" not in page
    assert "/cancellation" not in page
    assert "hanya sesi yang akan datang" in need_words((await browser.open(move)).text).lower()


async def test_others_book_move_and_cancel_nothing(client: CommunityServiceClient) -> None:
    site, sentence = await scene.open_site(client), await scene.pronounce(client)
    session_id = (await scene.place(client, sentence, site))["sessions"][0]["id"]
    body = {**SLOT, "site_id": site["id"], "on": TUESDAY}
    for caller in (PROSECUTOR, COORDINATOR, COUNSELLOR.at(OTHER_BAPAS)):
        browser = await signed_in(client, caller)
        for path in (f"/cases/{sentence['id']}/placement", f"/sessions/{session_id}/move"):
            await browser.open(path, 403)
            await browser.send(path, {"key": path[-9:], **body}, 403)
    both = await client.h.signed_in("counsellor", "coordinator", organisation=OTHER_BAPAS, subject="both")
    await both.send(f"/sessions/{session_id}/move", {"key": "m", **body}, 403)
    stranger = await signed_in(client, COUNSELLOR.at(OTHER_BAPAS))
    await stranger.send(f"/sessions/{session_id}/cancellation", {"key": "c", "cause": "site", "reason": "x"}, 403)
    assert await facts(client.h, "session.cancelled") == 0
    coordinator = await signed_in(client, COORDINATOR)
    there = f"/sessions/{session_id}/cancellation"
    form = form_of((await coordinator.open(there)).text, there)
    await coordinator.send(there, form | {"cause": "weather", "reason": "hujan"})
    assert await facts(client.h, "session.cancelled") == 1


async def test_the_prosecutor_allows_another_place(client: CommunityServiceClient) -> None:
    site, sentence = await scene.open_site(client), await scene.pronounce(client, bodies.verdict(place="Pasar Mardika"))
    case = f"/cases/{sentence['id']}"
    counsellor = await signed_in(client, COUNSELLOR)
    await counsellor.open(f"{case}/place", 403)
    refused = await counsellor.send(f"{case}/placement", {"key": "p", **SLOT, "site_id": site["id"]}, 422)
    assert "Putusan menetapkan tempat Pasar Mardika. Tempat lain memerlukan penetapan jaksa." in need_words(
        refused.text
    )
    browser = await signed_in(client, PROSECUTOR)
    assert f"{case}/place" in (await browser.open(case)).text
    form = form_of((await browser.open(f"{case}/place")).text, f"{case}/place")
    await browser.send(f"{case}/place", form | {"site_id": site["id"]}, 422)
    act = {"site_id": site["id"], "document_number": "B-12/2026", "document_date": "2026-03-01"}
    for _ in range(2):
        await browser.send(f"{case}/place", form | act)
    assert await facts(client.h, "record.place-allowed") == 1
    plain = await scene.pronounce(client, bodies.verdict(verdict_number="9/2026", nik="8171010101900044"))
    nothing = await browser.send(f"/cases/{plain['id']}/place", {"key": "q", **act}, 409)
    assert "setiap lokasi boleh dipakai" in need_words(nothing.text)
