"""The counsellor's steps of a breach as pages: offered where they are due, refused in words, each once."""

from __future__ import annotations

import httpx

from tests.service.community_service import scene
from tests.service.community_service.bodies import MONDAY, TUESDAY
from tests.service.community_service.callers import AUDITOR, COORDINATOR, COUNSELLOR, OTHER_BAPAS, PROSECUTOR
from tests.service.community_service.client import CommunityServiceClient
from tests.service.community_service.desk_pages import facts, form_of, need_words, signed_in
from tests.service.community_service.test_breaches_decisions import FOUND, PROPOSAL, SECOND_WARNING, pronounce
from tests.support.harness import Browser


async def counsellor(client: CommunityServiceClient) -> Browser:
    """Days go by between the steps, and a session does not last so long."""
    return await signed_in(client, COUNSELLOR)


async def test_the_ladder_is_climbed_page_by_page(client: CommunityServiceClient) -> None:
    site, sentence = await scene.open_site(client), await pronounce(client.h, client, ordered_prison_days=120)
    case = f"/cases/{sentence['id']}"
    verification, warning = f"{case}/verification", f"{case}/warning"
    await scene.miss_days(client, sentence, site, MONDAY)
    early = (await (await counsellor(client)).open(case)).text
    assert verification not in early
    assert warning not in early
    await scene.miss_days(client, sentence, site, TUESDAY)
    browser = await counsellor(client)
    assert verification in (await browser.open(case)).text
    too_early = await browser.send(warning, {"key": "w"}, 409)
    assert "Sebelum peringatan, tanyakan alasannya" in need_words(too_early.text)
    form = form_of(need(await browser.open(verification), "Senin, 2 Maret 2026"), verification) | FOUND
    refused = await browser.send(verification, form | {"asked_on": "2026-02-28"}, 422)
    need(refused, "antara kegagalan pada 3 Maret 2026 dan hari ini, 3 Maret 2026")
    need(refused, "menganggur di rumah")
    for _ in range(2):
        await browser.send(verification, form)
    assert await facts(client.h, "record.breach-verified") == 1
    form = form_of(need(await browser.open(warning), "Ini peringatan pertama."), warning)
    for _ in range(2):
        await browser.send(warning, form)
    assert await facts(client.h, "breach.warned") == 1
    need(await browser.open(warning), "Belum dapat diperingatkan.")
    need(await browser.send(warning, {"key": "n"}, 422), "diperlukan sekurangnya 3")
    await scene.miss_days(client, sentence, site, SECOND_WARNING)
    browser = await counsellor(client)
    await browser.send(warning, form_of(need(await browser.open(warning), "Ini peringatan kedua."), warning))
    await scene.miss_days(client, sentence, site, PROPOSAL)
    browser = await counsellor(client)
    (breach,) = (await client.list_breaches())["items"]
    proposal = f"/breaches/{breach['id']}/proposal"
    assert proposal in (await browser.open(case)).text
    form = form_of(need(await browser.open(proposal), "kepada jaksa"), proposal)
    for _ in range(2):
        sent = await browser.send(proposal, form)
        assert sent.headers["location"].endswith(case)
    assert await facts(client.h, "breach.proposed") == 1
    need(await browser.open(proposal), "Belum dapat diusulkan.")


def need(answer: httpx.Response, words: str) -> str:
    """The page, which has these words."""
    assert words in need_words(answer.text)
    return answer.text


async def test_the_reasons_are_read_for_a_purpose(client: CommunityServiceClient) -> None:
    site, sentence = await scene.open_site(client), await pronounce(client.h, client)
    await scene.miss_days(client, sentence, site, MONDAY, TUESDAY)
    await client.verify_breach(sentence["id"], FOUND)
    page = f"/cases/{sentence['id']}/verifications"
    for caller in (COUNSELLOR, PROSECUTOR, AUDITOR):
        browser = await signed_in(client, caller)
        asked = (await browser.open(page)).text
        assert "menganggur" not in asked
        read = need_words((await browser.send(page, form_of(asked, page) | {"purpose": "menimbang usul"}, 200)).text)
        assert "menganggur di rumah" in read
        assert "klien sendiri" in read
    assert await client.h.pool.fetchval("select count(*) from person_reads") == 3


async def test_only_the_counsellor_of_the_case_takes_steps(client: CommunityServiceClient) -> None:
    site, sentence = await scene.open_site(client), await pronounce(client.h, client)
    await scene.miss_days(client, sentence, site, MONDAY, TUESDAY)
    for caller in (PROSECUTOR, COORDINATOR, COUNSELLOR.at(OTHER_BAPAS)):
        browser = await signed_in(client, caller)
        for step in ("verification", "warning"):
            assert "Pid.B" not in (await browser.open(f"/cases/{sentence['id']}/{step}", 403)).text
            await browser.send(f"/cases/{sentence['id']}/{step}", {"key": step, **FOUND}, 403)
    stranger = await signed_in(client, COUNSELLOR.at(OTHER_BAPAS))
    await stranger.send(f"/cases/{sentence['id']}/verifications", {"purpose": "ingin tahu"}, 403)
    assert await facts(client.h, "record.breach-verified") == 0
