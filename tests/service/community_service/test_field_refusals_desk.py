"""Refused entries of phones on the coordinator's desk: theirs beside what is on record, and one discarded."""

from __future__ import annotations

from tests.service.community_service.callers import AUDITOR, COORDINATOR, COUNSELLOR, SUPERVISOR
from tests.service.community_service.client import CommunityServiceClient
from tests.service.community_service.desk_pages import form_of, need_words, problems_of, signed_in, visible
from tests.service.community_service.test_field_refusals import colleague_first
from tests.support.harness import Harness


async def test_theirs_beside_the_record_and_discarded_once(h: Harness, client: CommunityServiceClient) -> None:
    _, (came, left) = await colleague_first(h, client)
    browser, there = await signed_in(client, COORDINATOR), f"/refused-entries/{left['id']}"
    assert f'href="/community-service/desk{there}"' in (await browser.open("/?kind=field_refusal")).text
    listed = (await browser.open("/refused-entries")).text
    assert came["id"] in listed
    assert "Datang" not in need_words(listed)
    html = (await browser.open(there)).text
    text = need_words(html)
    for words in (
        "2 Maret 2026 pukul 11.30 WIT",
        "2 Maret 2026 pukul 12.00 WIT",
        "tidak patuh",
        "orang lain",
        "koreksi",
    ):
        assert words in text
    sent = form_of(html, f"{there}/discard") | {"reason": ""}
    assert problems_of((await browser.send(f"{there}/discard", sent, 422)).text) == ["f-reason"]
    for _ in range(2):
        await browser.send(f"{there}/discard", sent | {"reason": "sudah dicatat rekan"})
    seen = await client.read_refusal(left["id"], caller=COORDINATOR)
    assert (seen["state"], seen["note"], seen["settled_by"]) == ("discarded", "sudah dicatat rekan", "user-1")
    assert "sudah dicatat rekan" in visible((await browser.open(there)).text)
    again = await browser.send(f"{there}/discard", sent | {"reason": "sekali lagi", "key": "again"}, 409)
    assert "dibuang" in need_words(again.text)
    assert left["id"] not in (await browser.open("/refused-entries")).text
    assert left["id"] in (await browser.open("/refused-entries?state=discarded")).text


async def test_only_coordinators_settle_what_others_sent(h: Harness, client: CommunityServiceClient) -> None:
    _, (came, _) = await colleague_first(h, client)
    there = f"/refused-entries/{came['id']}"
    auditor = await signed_in(client, AUDITOR)
    assert "/discard" not in (await auditor.open(there)).text
    for caller in (AUDITOR, COUNSELLOR, SUPERVISOR):
        browser = await signed_in(client, caller)
        await browser.send(f"{there}/discard", {"reason": "tidak boleh"}, 403)
        if caller is not AUDITOR:
            await browser.open(there, 403)
            await browser.open("/refused-entries", 403)
    coordinator = await signed_in(client, COORDINATOR)
    await coordinator.open(f"/refused-entries/{came['session_id']}", 404)


async def test_an_auditor_sees_of_which_case_and_site_an_entry_is(h: Harness, client: CommunityServiceClient) -> None:
    _, (_, left) = await colleague_first(h, client)
    auditor = await signed_in(client, AUDITOR)
    for path in ("/refused-entries", f"/refused-entries/{left['id']}"):
        text = visible((await auditor.open(path)).text)
        assert "/Pid.B/2026" in text
        assert "SD Negeri 64" in text
