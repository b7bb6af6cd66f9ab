"""The breach as a page: the failures, the maximum beside each field, and the decision by who decides."""

from __future__ import annotations

from datetime import datetime

from tests.service.community_service import bodies, scene
from tests.service.community_service.bodies import MONDAY, TUESDAY, Json
from tests.service.community_service.callers import (
    AUDITOR,
    BAPAS,
    CLERK,
    COORDINATOR,
    COUNSELLOR,
    JUDGE,
    OTHER_BAPAS,
    PROSECUTOR,
    SUPERVISOR,
)
from tests.service.community_service.client import CommunityServiceClient
from tests.service.community_service.desk_pages import need_words, problems_of, signed_in, version_of, visible
from tests.service.community_service.test_breaches_decisions import DOCUMENT, FOUND, begin, pronounce, propose
from tests.support.harness import Harness


async def proposed(h: Harness, client: CommunityServiceClient) -> Json:
    """70 days of prison at most: 90 were ordered, 120 replaced, 20 spent in detention."""
    site, sentence = await scene.open_site(client), await pronounce(h, client, ordered_prison_days=90, detained_days=20)
    return await propose(client, sentence, site)


async def test_who_decides_sees_the_failures_and_how_much_at_most(h: Harness, client: CommunityServiceClient) -> None:
    breach = await proposed(h, client)
    browser = await signed_in(client, PROSECUTOR)
    html = (await browser.open(f"/breaches/{breach['id']}")).text
    text = need_words(html)
    for words in (
        "tidak hadir tanpa alasan", "SD Negeri 64", "2 Maret 2026 pukul 08.00 WIT", "4 dari 4 masih berlaku",
        "diperintahkan: 90 hari", "digantikan: 120 hari", "dikurangi: 20 hari", "Paling banyak 70 hari",
        "85 ayat (9) huruf c, 61",
    ):  # fmt: skip
        assert words in text, words
    assert 'value="prison"' in html
    assert 'value="repeat"' not in html, "the verdict does not order it"
    assert "menganggur" not in html, "the reason in words is personal"
    assert "/community-service/desk/breaches/" in (await browser.open("/")).text
    listed = (await browser.open("/breaches?state=proposed")).text
    assert f"/breaches/{breach['id']}" in listed
    assert "12/Pid.B/2026/PN Amb" in need_words(listed)


async def test_the_decision_is_refused_in_words_and_then_recorded_once(
    h: Harness, client: CommunityServiceClient
) -> None:
    breach = await proposed(h, client)
    browser, page = await signed_in(client, PROSECUTOR), f"/breaches/{breach['id']}"
    at = f"{page}/decision"
    form = {"version": version_of((await browser.open(page)).text), "decision": "prison", **DOCUMENT}
    assert set(problems_of((await browser.send(at, DOCUMENT, 422)).text)) == {"f-decision"}
    assert set(problems_of((await browser.send(at, form, 422)).text)) == {"f-prison_days"}
    huge = (await browser.send(at, form | {"prison_days": "99999999"}, 422)).text
    assert set(problems_of(huge)) == {"f-prison_days"}
    without = (await browser.send(at, {"decision": "prison", "prison_days": "70"}, 422)).text
    assert "nomor dan tanggal dokumennya" in visible(without)
    half = await browser.send(at, {"decision": "none", "document_number": "B-1"}, 422)
    assert set(problems_of(half.text)) == {"f-document_date"}
    more = (await browser.send(at, form | {"prison_days": "71"}, 422)).text
    assert "paling banyak 70" in visible(more)
    assert 'value="71"' in more
    fields = form | {"prison_days": "70", "repeat_hours": "3", "key": "once"}
    for _ in range(2):
        assert (await browser.send(at, fields)).headers["location"].endswith(page)
    text = need_words((await browser.open(page)).text)
    assert "Keputusan tercatat." in text
    assert "70 hari" in text
    assert DOCUMENT["document_number"] in text
    assert [type_ for type_, _ in await h.facts()].count("community-service.breach.decided") == 1


async def test_somebody_who_saw_an_older_state_is_told_so(h: Harness, client: CommunityServiceClient) -> None:
    breach = await proposed(h, client)
    browser, page = await signed_in(client, PROSECUTOR), f"/breaches/{breach['id']}"
    seen = version_of((await browser.open(page)).text)
    await client.order_execution(breach["sentence_id"], bodies.ORDER)
    fields = {"version": seen, "decision": "prison", "prison_days": "70"} | DOCUMENT
    stale = (await browser.send(f"{page}/decision", fields, 412)).text
    assert 'value="70"' in stale
    await browser.send(f"{page}/decision", fields | {"version": version_of(stale)})


async def test_others_of_the_case_read_and_are_offered_no_decision(h: Harness, client: CommunityServiceClient) -> None:
    breach = await proposed(h, client)
    page = f"/breaches/{breach['id']}"
    for caller in (CLERK, JUDGE, COUNSELLOR, COORDINATOR, AUDITOR):
        html = (await (await signed_in(client, caller)).open(page)).text
        assert 'name="decision"' not in html, caller.role
        assert "Yang memutus: jaksa" in need_words(html)
    for stranger in (PROSECUTOR.at(BAPAS), COUNSELLOR.at(OTHER_BAPAS), SUPERVISOR):
        browser = await signed_in(client, stranger)
        assert "SD Negeri 64" not in (await browser.open(page, 403)).text
        assert "12/Pid" not in (await browser.open("/breaches", 403 if stranger is SUPERVISOR else 200)).text
    judge = await signed_in(client, JUDGE)
    refused = await judge.send(f"{page}/decision", {"decision": "prison", "prison_days": "1"} | DOCUMENT, 403)
    assert "diputus jaksa" in visible(refused.text)


async def test_nothing_is_decided_before_the_proposal(h: Harness, client: CommunityServiceClient) -> None:
    site, sentence = await scene.open_site(client), await pronounce(h, client, ordered_prison_days=90)
    breach = await begin(client, sentence, site)
    html = (await (await signed_in(client, PROSECUTOR)).open(f"/breaches/{breach['id']}")).text
    assert 'name="decision"' not in html
    assert "Belum ada yang diputus sebelum PK mengusulkannya." in visible(html)


async def child_proposed(h: Harness, client: CommunityServiceClient) -> Json:
    """By the ladder of children: two warnings, and then it is laid before the judge."""
    site, sentence = await scene.open_site(client), await pronounce(h, client, bodies.child_verdict())
    days = (MONDAY, TUESDAY, "2026-03-10", "2026-03-17")
    placed = await scene.place(client, sentence, site, *(bodies.session(day, "14:00", "15:00") for day in days))
    ids = [each["id"] for each in placed["sessions"]]
    for number, (day, session_id) in enumerate(zip(days, ids, strict=True)):
        h.clock.set(datetime.fromisoformat(f"{day}T15:05:00+09:00"))
        await client.record_absence(session_id)
        await client.sign_off(session_id)
        if number == 1:
            await client.verify_breach(sentence["id"], FOUND)
        if number in (1, 2):
            breach = await client.warn(sentence["id"])
    proposed: Json = await client.propose_breach(breach["id"])
    return proposed


async def test_of_a_child_the_clerk_names_the_judge_and_only_a_repeat_is_offered(
    h: Harness, client: CommunityServiceClient
) -> None:
    breach = await child_proposed(h, client)
    page = f"/breaches/{breach['id']}"
    prosecutor = (await (await signed_in(client, PROSECUTOR)).open(page)).text
    assert 'name="decision"' not in prosecutor
    assert 'name="judge"' not in (await (await signed_in(client, JUDGE)).open(page)).text
    clerk = await signed_in(client, CLERK)
    html = (await clerk.open(page)).text
    assert 'value="prison"' not in html
    assert "Paling banyak 7 jam" in visible(html)
    document = DOCUMENT | {"document_date": h.clock.now().date().isoformat()}
    fields = {"decision": "repeat", "repeat_hours": "2", "repeat_until": "2026-06-30", **document}
    assert "nama hakimnya" in (await clerk.send(f"{page}/decision", fields, 422)).text
    await clerk.send(f"{page}/decision", fields | {"judge": "Hakim Contoh, S.H."})
    text = visible((await clerk.open(page)).text)
    assert "2 jam" in text
    assert "30 Juni 2026" in text
