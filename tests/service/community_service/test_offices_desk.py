"""An office that the register does not know, put right by a coordinator on a page."""

from __future__ import annotations

from tests.service.community_service import bodies, scene
from tests.service.community_service.callers import AUDITOR, COORDINATOR, COUNSELLOR
from tests.service.community_service.client import CommunityServiceClient
from tests.service.community_service.desk_pages import facts, form_of, need_words, problems_of, signed_in, visible
from tests.support.harness import Harness


async def test_the_waiting_item_leads_to_the_right_office(h: Harness, client: CommunityServiceClient) -> None:
    sentence = await scene.pronounce(client, bodies.verdict(probation_office_code="bapas-abon"))
    browser, there = await signed_in(client, COORDINATOR), f"/cases/{sentence['id']}/offices"
    assert f'href="/community-service/desk{there}"' in (await browser.open("/?kind=unknown_office")).text
    html = (await browser.open(there)).text
    text = need_words(html)
    for words in ("bapas-abon", "tidak terdaftar", "Betulkan: Bapas", "BAPAS-AMBON (bapas-ambon)"):
        assert words in text
    assert "KEJARI-AMBON (kejari-ambon)" not in text, "only offices of the kind"
    sent = form_of(html, there) | {"code": "bapas-ambon", "reason": ""}
    refused = (await browser.send(there, sent, 422)).text
    assert problems_of(refused) == ["f-reason"]
    assert 'value="bapas-ambon" selected' in refused
    for code, words in (("bapas-lain", "tidak terdaftar"), ("kejari-ambon", "kejari-ambon")):
        wrong = sent | {"code": code, "reason": "salah ketik", "key": code}
        assert words in need_words((await browser.send(there, wrong, 422)).text)
    for _ in range(2):
        await browser.send(there, sent | {"reason": "salah ketik"})
    assert await facts(h, "sentence.offices-corrected") == 1
    assert "Semua kantor perkara ini terdaftar." in visible((await browser.open(there)).text)
    late = sent | {"reason": "salah ketik", "code": "bapas-masohi", "key": "late"}
    known = need_words((await browser.send(there, late, 409)).text)
    assert "terdaftar: putusan yang menyebutnya" in known
    assert "K7" in known


async def test_others_change_no_office(client: CommunityServiceClient) -> None:
    sentence = await scene.pronounce(client, bodies.verdict(probation_office_code="bapas-abon"))
    there = f"/cases/{sentence['id']}/offices"
    auditor = await signed_in(client, AUDITOR)
    assert "<select" not in (await auditor.open(there)).text
    await auditor.send(there, {"office": "probation_office", "code": "bapas-ambon", "reason": "salah"}, 403)
    counsellor = await signed_in(client, COUNSELLOR)
    assert "bapas-abon" not in (await counsellor.open(there, 403)).text


async def test_a_court_is_entered_in_the_register_instead(client: CommunityServiceClient) -> None:
    sentence = await scene.pronounce(client)
    await client.h.pool.execute("update organisations set kind = 'school' where code = 'pn-ambon'")
    html = (await (await signed_in(client, COORDINATOR)).open(f"/cases/{sentence['id']}/offices")).text
    assert "jenis lembaga lain" in visible(html)
    assert "Daftarkan pengadilan itu" in visible(html)
    assert "<select" not in html
