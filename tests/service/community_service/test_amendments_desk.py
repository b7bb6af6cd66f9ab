"""Changes of a verdict as pages: entered by hand, held, set aside; and the review of a completion."""

from __future__ import annotations

from datetime import datetime

from tests.service.community_service import bodies, scene
from tests.service.community_service.bodies import MONDAY
from tests.service.community_service.callers import BAPAS, CLERK, COORDINATOR, COUNSELLOR, KEJARI, PROSECUTOR
from tests.service.community_service.client import CommunityServiceClient
from tests.service.community_service.desk_pages import need_words, problems_of, signed_in, version_of, visible
from tests.service.community_service.test_amendments_closed import NO_PRISON, imprisoned, lower
from tests.service.community_service.test_verdicts_desk import typed
from tests.support.harness import Harness


async def test_a_change_begins_with_what_holds_and_is_entered_once(client: CommunityServiceClient) -> None:
    sentence = await scene.pronounce(client)
    client.h.clock.set(datetime.fromisoformat("2026-03-11T09:00:00+09:00"))
    browser, at = await signed_in(client, CLERK), f"/cases/{sentence['id']}/amendment"
    assert "/amendment" in (await browser.open(f"/cases/{sentence['id']}")).text
    form = (await browser.open(at)).text
    for value in ('value="8"', 'value="4"', 'value="2026-05-31"', 'value="120"'):
        assert value in form
    fields = typed(bodies.TERMS) | {"change_number": "A1", "version": version_of(form), "key": "once"}
    refused = (await browser.send(at, fields | {"hours": "400", "key": "other"}, 422)).text
    assert "8 sampai 240 jam" in visible(refused)
    assert 'value="400"' in refused
    for _ in range(2):
        await browser.send(at, fields)
    text = need_words((await browser.open(f"/cases/{sentence['id']}")).text)
    assert "12 jam" in text
    assert "A1" in text
    facts = [type_ for type_, _ in await client.h.facts()]
    assert facts.count("community-service.sentence.amended") == 1
    assert set(problems_of((await browser.send(at, {}, 422)).text)) >= {"f-change_number", "f-decided_on", "f-ground"}
    other = await signed_in(client, CLERK.at(KEJARI))
    assert "12/Pid" not in (await other.send(at, fields, 403)).text
    await (await signed_in(client, COUNSELLOR)).open(at, 403)


async def test_a_change_of_somebody_else_stands_beside_what_was_typed(client: CommunityServiceClient) -> None:
    sentence = await scene.pronounce(client)
    client.h.clock.set(datetime.fromisoformat("2026-03-11T09:00:00+09:00"))
    at = f"/cases/{sentence['id']}/amendment"
    clerk, prosecutor = await signed_in(client, CLERK), await signed_in(client, PROSECUTOR)
    fields = typed(bodies.TERMS) | {"version": version_of((await clerk.open(at)).text)}
    await clerk.send(at, fields | {"change_number": "A1", "key": "clerk"})
    refused = (await prosecutor.send(at, fields | {"change_number": "A2", "hours": "10", "key": "jaksa"}, 412)).text
    text = need_words(refused)
    assert "· clerk Putusan diubah" in text
    assert "Jam 12 10" in text, "of the verdict; the number of a change is nobody's but its own"
    assert "A1" not in text
    assert (await client.read_sentence(sentence["id"]))["required_minutes"] == 720
    again = fields | {"change_number": "A2", "hours": "10", "key": "on purpose", "version": version_of(refused)}
    await prosecutor.send(at, again)
    assert (await client.read_sentence(sentence["id"]))["required_minutes"] == 600


async def test_of_a_part_that_is_not_for_the_court_only_who_and_when_is_told(client: CommunityServiceClient) -> None:
    sentence = await scene.pronounce(client)
    at = f"/cases/{sentence['id']}/revocation"
    clerk = await signed_in(client, CLERK)
    fields = {"version": version_of((await clerk.open(at)).text), "change_number": "R1", "decided_on": "2026-02-28"}
    accident = {"happened_on": "2026-02-28", "report": "Tergelincir."}
    await client.report_accident(sentence["id"], accident, caller=COUNSELLOR)
    text = need_words((await clerk.send(at, fields | {"reason": "cassation"}, 412)).text)
    assert "Bagian lain dari data ini berubah" in text
    assert "Kejadian" not in text[: text.index("Perkara 12/Pid")]
    prosecutor = await signed_in(client, PROSECUTOR)
    text = need_words((await prosecutor.send(at, fields | {"reason": "cassation"}, 412)).text)
    assert "Bagian lain" not in text


async def test_a_verdict_that_fell_is_recorded_by_the_prosecutor(client: CommunityServiceClient) -> None:
    sentence = await scene.pronounce(client)
    client.h.clock.set(datetime.fromisoformat("2026-03-11T09:00:00+09:00"))
    browser, case = await signed_in(client, PROSECUTOR), f"/cases/{sentence['id']}"
    fields = {"change_number": "R1", "decided_on": "2026-03-10", "reason": "cassation"}
    early = (await browser.send(f"{case}/revocation", fields | {"decided_on": "2026-04-10"}, 422)).text
    assert 'value="2026-04-10"' in early
    await browser.send(f"{case}/revocation", fields)
    html = (await browser.open(case)).text
    assert "putusan dibatalkan" in need_words(html)
    assert "/revocation" not in html


async def test_a_held_change_waits_for_its_prosecutor(h: Harness, client: CommunityServiceClient) -> None:
    sentence, breach = await imprisoned(h, client)
    await h.hear(lower(**NO_PRISON))
    (held,) = (await client.read_sentence(sentence["id"]))["held_changes"]
    page = f"/verdict-changes/{held}"
    clerk = await signed_in(client, CLERK)
    assert "Berlakukan" not in visible((await clerk.open(page)).text)
    browser = await signed_in(client, PROSECUTOR)
    assert page in (await browser.open("/")).text
    assert page in (await browser.open(f"/cases/{sentence['id']}")).text
    text = need_words((await browser.open(page)).text)
    for words in ("ditahan untuk jaksa", "tidak lagi diperintahkan", "Mengulang", "8 jam"):
        assert words in text, words
    await browser.send(f"{page}/application", {"key": "once"})
    await browser.send(f"{page}/application", {"key": "once"})
    assert "Perubahan berlaku." in visible((await browser.open(page)).text)
    assert "berlaku" in need_words((await browser.open(f"/breaches/{breach['id']}")).text)
    late = (await browser.send(f"{page}/application", {"key": "late"}, 409)).text
    assert "Statusnya berlaku" in visible(late)
    await (await signed_in(client, PROSECUTOR.at(BAPAS))).open(page, 403)


async def test_a_change_that_never_met_its_verdict_is_set_aside(h: Harness, client: CommunityServiceClient) -> None:
    h.clock.set(datetime.fromisoformat("2026-03-11T09:00:00+09:00"))
    await h.hear(bodies.amendment())
    browser = await signed_in(client, CLERK)
    (waiting,) = (await client.list_waiting(kind="verdict_change", caller=CLERK))["items"]
    page = f"/verdict-changes/{waiting['id']}"
    assert page in (await browser.open("/")).text
    assert "Belum ada putusan dengan nomor ini" in need_words((await browser.open(page)).text)
    assert "Kesampingkan" in visible((await (await signed_in(client, COORDINATOR)).open(page)).text)
    assert problems_of((await browser.send(f"{page}/dismissal", {}, 422)).text) == ["f-reason"]
    await browser.send(f"{page}/dismissal", {"reason": "nomor putusan salah ketik"})
    text = need_words((await browser.open(page)).text)
    assert "nomor putusan salah ketik" in text
    assert "Kesampingkan perubahan" not in text


async def test_the_prosecutor_reviews_a_completion_that_lost_hours(h: Harness, client: CommunityServiceClient) -> None:
    sentence = await scene.serve(client)
    case = f"/cases/{sentence['id']}"
    browser = await signed_in(client, PROSECUTOR)
    assert "Tidak ada tinjauan yang terbuka." in visible((await browser.open(f"{case}/review")).text)
    monday = (await client.read_sentence(sentence["id"]))["placements"][0]["sessions"][0]["id"]
    await scene.correct(client, monday, bodies.correction(MONDAY, "08:00", "11:00"))
    assert "jaksa meninjaunya" in visible((await browser.open(case)).text)
    text = need_words((await browser.open(f"{case}/review")).text)
    assert "1 jam" in text
    assert problems_of((await browser.send(f"{case}/review", {}, 422)).text) == ["f-decision"]
    await browser.send(f"{case}/review", {"decision": "reopened"})
    assert "sedang dijalani" in visible((await browser.open(case)).text)
    late = await browser.send(f"{case}/review", {"decision": "completion_stands"}, 409)
    assert "Statusnya sedang dijalani" in visible(late.text)
    await (await signed_in(client, COUNSELLOR)).open(f"{case}/review", 403)
