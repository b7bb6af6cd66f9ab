"""The coordinator's desk: where to act today, sites with their seats and days, and what is changed about them."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import uuid4

import httpx
import pytest

from tests.service.community_service import bodies, scene
from tests.service.community_service.bodies import MONDAY, TUESDAY
from tests.service.community_service.callers import (
    AUDITOR,
    COORDINATOR,
    COUNSELLOR,
    PKS,
    PROSECUTOR,
    SECOND,
    SUPERVISOR,
    Caller,
)
from tests.service.community_service.client import CommunityServiceClient
from tests.service.community_service.desk_pages import facts, form_of, need_words, problems_of, signed_in, visible
from tests.support.harness import Browser, Harness


async def ready(h: Harness) -> None:
    while await h.tick():
        pass


async def fill(browser: Browser, path: str, action: str, **fields: object) -> dict[str, object]:
    """The fields of a form with what is typed into it."""
    return {**form_of((await browser.open(path)).text, action), **fields}


def wrong(answer: httpx.Response) -> list[str]:
    """The fields that the summary of errors leads to."""
    return [name.removeprefix("f-") for name in problems_of(answer.text)]


@pytest.mark.parametrize("caller", [COORDINATOR, AUDITOR], ids=lambda caller: caller.role)
async def test_the_overview_says_where_to_act(h: Harness, client: CommunityServiceClient, caller: Caller) -> None:
    site = await scene.open_site(client)
    tight = await scene.pronounce(client, bodies.verdict(hours=200))
    served = await scene.pronounce(client, bodies.verdict(verdict_number="13", nik="8171010101900012"))
    await scene.serve_days(client, served, site, MONDAY)
    await ready(h)
    browser = await signed_in(client, caller)
    html = (await browser.open("/overview")).text
    text = need_words(html)
    for words in ("tidak akan selesai", tight["verdict_number"], "4 jam", "perkara tanpa jadwal"):
        assert words in text
    assert f"/community-service/desk/cases/{tight['id']}" in html
    assert "Yohanes" not in html


async def test_others_see_no_figures(client: CommunityServiceClient) -> None:
    sentence = await scene.pronounce(client)
    for caller in (COUNSELLOR, PROSECUTOR, SUPERVISOR):
        browser = await signed_in(client, caller)
        assert sentence["verdict_number"] not in (await browser.open("/overview", 403)).text
        assert 'href="/community-service/desk/overview"' not in (await browser.open("/")).text


@pytest.mark.parametrize("caller", [COORDINATOR, COUNSELLOR, AUDITOR], ids=lambda caller: caller.role)
async def test_sites_are_found_and_shown_with_their_seats(client: CommunityServiceClient, caller: Caller) -> None:
    site, sentence = await scene.open_site(client), await scene.pronounce(client)
    await scene.place(client, sentence, site, bodies.session(MONDAY))
    browser = await signed_in(client, caller)
    html = (await browser.open("/sites")).text
    assert "SD Negeri 64" in need_words(html)
    assert "3 dari 4" in visible(html)
    assert site["id"] not in (await browser.open("/sites?standing=closed&place_kind=x&ends_by=x")).text
    assert site["id"] in (await browser.open("/sites?ends_by=2027-02-08&child_friendly=true")).text
    page = (await browser.open(f"/sites/{site['id']}?month=2026-03")).text
    text = need_words(page)
    for words in ("1 kosong", "dari 2", "08.00–16.00", "kebersihan lingkungan", "8 Februari 2027"):
        assert words in text
    for step in ("suspension", "closure", "details", "supervisors", "closed-days"):
        assert (f"/sites/{site['id']}/{step}" in page) == (caller is COORDINATOR)
        await browser.open(f"/sites/{site['id']}/{step}", 200 if caller is COORDINATOR else 403)


async def test_who_has_nothing_to_do_with_sites_sees_none(client: CommunityServiceClient) -> None:
    site = await scene.open_site(client)
    for caller in (PROSECUTOR, SUPERVISOR):
        browser = await signed_in(client, caller)
        for path in ("/sites", "/sites/new", f"/sites/{site['id']}"):
            assert "SD Negeri 64" not in (await browser.open(path, 403)).text
        await browser.send(f"/sites/{site['id']}/suspension", {}, 403)
    coordinator = await signed_in(client, COORDINATOR)
    await coordinator.open(f"/sites/{PKS}", 404)


async def test_a_site_is_opened_once_and_what_is_wrong_is_said_at_its_field(
    h: Harness, client: CommunityServiceClient
) -> None:
    browser = await signed_in(client, COORDINATOR)
    typed = {
        "name": "Kelurahan Contoh",
        "address": "Jalan Contoh 2",
        "latitude": "-3.70",
        "longitude": "128.19",
        "place_kind": "kelurahan",
        "activities": "kebersihan lingkungan\nadministrasi",
        "supervisors": "sup\nsup-2",
        "hours.monday.starts": "08:00",
        "hours.monday.ends": "07:00",
        "hours.monday.capacity": "3",
        "agreement_id": str(PKS),
    }
    fields = await fill(browser, "/sites/new", "/sites/new", **typed)
    refused = (await browser.send("/sites/new", fields, 422)).text
    assert "Harus lebih dari 08.00." in visible(refused)
    assert "Kelurahan Contoh" in refused
    no_day = {name: value for name, value in fields.items() if not name.startswith("hours.")}
    assert wrong(await browser.send("/sites/new", no_day, 422)) == ["hours-monday-starts"]
    child = fields | {"child_friendly": "true", "hours.monday.ends": "12:00"}
    assert wrong(await browser.send("/sites/new", child, 422)) == ["host_organisation_id"]
    right = fields | {"hours.monday.ends": "12:00"}
    commercial = (await browser.send("/sites/new", right, 422)).text
    assert "nonkomersial" in visible(commercial)
    assert "pasal 85" in visible(commercial).lower()
    for _ in range(2):
        made = await browser.send("/sites/new", right | {"non_commercial": "true"})
    assert await facts(h, "site.opened") == 1
    text = need_words((await browser.open(made.headers["location"])).text)
    for words in ("Kelurahan Contoh", "kebersihan lingkungan, administrasi", "sup-2", "08.00–12.00"):
        assert words in text


async def test_without_an_agreement_no_site_can_be_opened(h: Harness, client: CommunityServiceClient) -> None:
    await h.pool.execute("update agreements set state = 'paused'")
    html = (await (await signed_in(client, COORDINATOR)).open("/sites/new")).text
    assert "Tidak ada PKS yang berlaku" in visible(html)


async def test_a_suspension_says_first_who_is_affected(h: Harness, client: CommunityServiceClient) -> None:
    site, sentence = await scene.open_site(client), await scene.pronounce(client)
    await scene.place(client, sentence, site, bodies.session(MONDAY), bodies.session(TUESDAY))
    browser, there = await signed_in(client, COORDINATOR), f"/sites/{site['id']}"
    html = (await browser.open(f"{there}/suspension")).text
    text = need_words(html)
    assert "8 jam" in text
    assert "Tidak ada yang dibatalkan" in text
    form = form_of(html, f"{there}/suspension")
    for _ in range(2):
        await browser.send(f"{there}/suspension", form)
    assert await facts(h, "site.suspended") == 1
    text = need_words((await browser.open(f"{there}?month=2026-03")).text)
    assert "ditangguhkan koordinator" in text
    assert "Senin, 2 Maret 2026: 1 sesi" in text
    again = form_of((await browser.open(f"{there}/closure")).text, f"{there}/closure")
    resumed = form_of((await browser.open(there)).text, f"{there}/resumption")
    for _ in range(2):
        await browser.send(f"{there}/resumption", resumed)
    assert await facts(h, "site.opened") == 2
    stale = (await browser.send(f"{there}/closure", again, 412)).text
    assert "Orang lain telah mengubahnya" in need_words(stale)
    fresh = form_of((await browser.open(f"{there}/closure")).text, f"{there}/closure")
    await browser.send(f"{there}/closure", fresh)
    assert "ditutup" in need_words((await browser.open(there)).text)
    refused = (await browser.send(f"{there}/closure", fresh | {"key": "another", "version": ""}, 409)).text
    need_words(refused)


async def test_a_day_is_closed_and_opened_again_and_nothing_else_changes(
    h: Harness, client: CommunityServiceClient
) -> None:
    site, sentence = await scene.open_site(client), await scene.pronounce(client)
    await scene.place(client, sentence, site, bodies.session(MONDAY))
    await client.set_site_details(
        site["id"],
        {"skills_required": [], "skills_helpful": ["las"], "closed_days": [{"on": TUESDAY, "reason": "rapat"}]},
    )
    browser, there = await signed_in(client, COORDINATOR), f"/sites/{site['id']}"
    path = f"{there}/closed-days"
    fields = await fill(browser, path, path, on=MONDAY, reason="")
    assert wrong(await browser.send(path, fields, 422)) == ["reason"]
    await browser.send(path, fields | {"reason": "ujian sekolah"})
    seen = await client.read_site_details(site["id"])
    assert [day["reason"] for day in seen["closed_days"]] == ["ujian sekolah", "rapat"]
    assert seen["skills_helpful"] == ["las"]
    text = need_words((await browser.open(f"{there}?month=2026-03")).text)
    assert "Senin, 2 Maret 2026: 1 sesi – ujian sekolah" in text
    opened = form_of((await browser.open(path)).text, f"{there}/opened-days")
    await browser.send(f"{there}/opened-days", opened)
    seen = await client.read_site_details(site["id"])
    assert [day["reason"] for day in seen["closed_days"]] == ["rapat"]
    usual = await fill(
        browser, f"{there}/details", f"{there}/details", skills_required="cat\nkayu", works_on_holidays="true"
    )
    await browser.send(f"{there}/details", usual)
    seen = await client.read_site_details(site["id"])
    assert (seen["skills_required"], seen["works_on_holidays"], seen["works_on_joint_leave"]) == (
        ["cat", "kayu"],
        True,
        False,
    )
    assert [day["reason"] for day in seen["closed_days"]] == ["rapat"], "closed days stay"
    h.clock.set(datetime.fromisoformat(f"{TUESDAY}T06:00:00+09:00"))
    browser = await signed_in(client, COORDINATOR)
    today = (await browser.open(path)).text
    assert ("rapat" in visible(today), "opened-days" in today) == (True, False), "a day that has come stays closed"
    late = await browser.send(f"{there}/opened-days", opened | {"key": str(uuid4()), "on": TUESDAY}, 422)
    assert "tetap tutup" in visible(late.text)
    await browser.send(f"{there}/opened-days", opened | {"key": str(uuid4()), "on": "2026-03-01"})
    seen = await client.read_site_details(site["id"])
    assert [day["reason"] for day in seen["closed_days"]] == ["rapat"], "a day that was not closed is as it was"
    kind = await fill(browser, f"{there}/details", f"{there}/details", place_kind="school")
    await browser.send(f"{there}/details", kind)
    assert "sekolah" in visible((await browser.open(there)).text)


async def test_two_coordinators_change_one_site_and_the_second_sees_both(client: CommunityServiceClient) -> None:
    site = await scene.open_site(client, place_kind="library")
    there = f"/sites/{site['id']}/details"
    first, second = await signed_in(client, COORDINATOR.named("rina")), await signed_in(client, SECOND)
    shown = {"place_kind": "library", "skills_required": ""}
    theirs = await fill(first, there, there, **shown | {"place_kind": "school", "works_on_holidays": "true"})
    mine = await fill(second, there, there, **shown | {"place_kind": "hospital", "skills_required": "las\ncat"})
    await first.send(there, theirs)
    refused = (await second.send(there, mine, 412)).text
    text = need_words(refused)
    assert "rina Site details changed" not in text
    assert "· rina Rincian lokasi diubah" in text
    assert "sekolah rumah sakit" in text
    assert "Keterampilan yang disyaratkan lokasi – las cat" in text
    assert "Lokasi bekerja pada libur nasional Ya Tidak" in text
    details = await client.read_site_details(site["id"])
    assert (details["skills_required"], details["works_on_holidays"]) == ([], True), "nothing was overwritten"
    await second.send(there, mine | form_of(refused, there))
    details = await client.read_site_details(site["id"])
    assert (details["skills_required"], details["works_on_holidays"]) == (["cat", "las"], False)
    assert (await client.read_site(site["id"]))["place_kind"] == "hospital"


async def test_a_site_that_somebody_else_suspended_is_not_closed_unseen(client: CommunityServiceClient) -> None:
    site = await scene.open_site(client)
    path = f"/sites/{site['id']}/closure"
    browser = await signed_in(client, COORDINATOR)
    fields = await fill(browser, path, path)
    await client.suspend_site(site["id"], caller=SECOND)
    text = need_words((await browser.send(path, fields, 412)).text)
    assert "· second Lokasi" in text
    assert "Tidak ada yang dilakukan." in text
    assert (await client.read_site(site["id"]))["state"] == "suspended"


async def test_supervisors_are_replaced_from_a_day_on(client: CommunityServiceClient) -> None:
    site = await scene.open_site(client)
    browser, there = await signed_in(client, COORDINATOR), f"/sites/{site['id']}"
    path = f"{there}/supervisors"
    fields = await fill(browser, path, path, supervisors="sup\nsup-3", from_day="2026-02-01")
    past = (await browser.send(path, fields, 422)).text
    assert "Pengawas baru berlaku paling awal hari ini" in need_words(past)
    assert "sup-3" in past
    await browser.send(path, fields | {"from_day": MONDAY, "key": "second"})
    assert "sup-3" in visible((await browser.open(there)).text)
    assert wrong(await browser.send(path, fields | {"supervisors": ""}, 422)) == ["supervisors"]


async def test_the_monthly_report_is_a_file(client: CommunityServiceClient) -> None:
    site, _, _ = await scene.serve_march(client)
    client.h.clock.set(datetime(2026, 4, 3, 1, tzinfo=UTC))
    browser, there = await signed_in(client, COORDINATOR), f"/sites/{site['id']}"
    html = (await browser.open(there)).text
    assert "Maret 2026" in visible(html)
    sent = form_of(html, f"{there}/reports") | {"report": "2026-03"}
    answer = await browser.send(f"{there}/reports", sent, 200)
    assert answer.content.startswith(b"%PDF")
    stranger = await signed_in(client, COUNSELLOR)
    await stranger.send(f"{there}/reports", sent, 403)


async def test_k3_a_declaration_is_withdrawn_with_its_consequences_in_view(
    h: Harness, client: CommunityServiceClient
) -> None:
    site, sentence = await scene.open_site(client), await scene.pronounce(client)
    await scene.serve_days(client, sentence, site, MONDAY)
    await scene.place(client, sentence, site, bodies.session("2026-03-09"))
    there = f"/sites/{site['id']}"
    path = f"{there}/declaration-withdrawal"
    await (await signed_in(client, COUNSELLOR)).open(path, 403)
    browser = await signed_in(client, AUDITOR)
    assert path in (await browser.open(there)).text
    html = (await browser.open(path)).text
    text = need_words(html)
    assert "tidak pernah menerima orang lagi" in text
    assert "1 perkara berjalan punya jam yang dijalani di sini" in text
    assert "Sesi mendatang 1" in text
    for _ in range(2):
        await browser.send(path, form_of(html, path))
    assert await facts(h, "record.declaration-withdrawn") == 1
    assert [alarm["kind"] for alarm in await scene.open_alarms(client)] == ["commercial_site"]
    assert "Pernyataan ditarik pada" in need_words((await browser.open(path)).text)
    html = (await (await signed_in(client, COORDINATOR)).open(there)).text
    assert "Pernyataan nonkomersial lokasi ini ditarik" in need_words(html)
    assert "/resumption" not in html, "it would be refused"
