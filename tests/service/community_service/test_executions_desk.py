"""Papers, identity, other places, offices, ends and reports of a case as pages."""

from __future__ import annotations

import pytest

from tests.service.community_service import bodies, scene
from tests.service.community_service.callers import (
    AUDITOR,
    BAPAS,
    CLERK,
    COORDINATOR,
    COUNSELLOR,
    HEAD,
    OTHER_BAPAS,
    PROSECUTOR,
    SUPERVISOR,
    Caller,
)
from tests.service.community_service.client import CommunityServiceClient
from tests.service.community_service.desk_pages import need_words, problems_of, signed_in, visible
from tests.support.harness import Harness


async def test_k10_litmas_order_and_reception_with_its_record(h: Harness, client: CommunityServiceClient) -> None:
    sentence = await scene.pronounce(client)
    case = f"/cases/{sentence['id']}"
    counsellor, prosecutor = await signed_in(client, COUNSELLOR), await signed_in(client, PROSECUTOR)
    early = (await counsellor.send(f"{case}/reception", bodies.RECEPTION, 409)).text
    assert "belum ada: litmas, P-48" in visible(early)
    assert "Bapas Ambon, ruang pembimbing" in early
    await counsellor.send(f"{case}/litmas", bodies.LITMAS | {"key": "once"})
    await counsellor.send(f"{case}/litmas", bodies.LITMAS | {"key": "once"})
    assert problems_of((await prosecutor.send(f"{case}/execution-order", {"number": "P"}, 422)).text)
    await prosecutor.send(f"{case}/execution-order", bodies.ORDER)
    late = await counsellor.send(f"{case}/reception", bodies.RECEPTION | {"received_on": "2026-02-20"}, 422)
    assert "sebelum surat yang mendasarinya" in visible(late.text)
    await counsellor.send(f"{case}/reception", bodies.RECEPTION)
    text = need_words((await counsellor.open(case)).text)
    for words in ("LIT/7/2026 tanggal 12 Februari 2026", "PRINT-48/2026", "pada 26 Februari 2026"):
        assert words in text
    assert 'value="LIT/7/2026"' in (await counsellor.open(f"{case}/litmas")).text, "the next version begins with this"
    record = await counsellor.send(f"{case}/reception/document", {}, 200)
    assert record.headers["content-type"] == "application/pdf"
    assert "PRINT-48/2026" in scene.text(record.content)
    papers = await client.read_papers(sentence["id"])
    assert [len(papers[name]) for name in ("litmas", "execution_orders", "receptions")] == [1, 1, 1]
    for role, path in ((PROSECUTOR, "litmas"), (COUNSELLOR, "execution-order"), (CLERK, "reception")):
        await (await signed_in(client, role)).open(f"{case}/{path}", 403)


async def test_c2p_the_litmas_of_a_child_determines_the_places(h: Harness, client: CommunityServiceClient) -> None:
    site = await scene.open_site(client, child_friendly=False)
    sentence = await scene.pronounce(client, bodies.child_verdict())
    browser, at = await signed_in(client, COUNSELLOR), f"/cases/{sentence['id']}/litmas"
    form = (await browser.open(at)).text
    assert "SD Negeri 64" in form
    assert "perpustakaan" in form
    await browser.send(at, bodies.LITMAS | {"place_kinds": ["library", "school"], "site_ids": [site["id"]]})
    (litmas,) = (await client.read_papers(sentence["id"]))["litmas"]
    assert (sorted(litmas["place_kinds"]), litmas["site_ids"]) == (["library", "school"], [site["id"]])
    adult = await scene.pronounce(client)
    assert "perpustakaan" not in (await browser.open(f"/cases/{adult['id']}/litmas")).text


@pytest.mark.parametrize("caller", [PROSECUTOR, COUNSELLOR, AUDITOR], ids=lambda caller: caller.role)
async def test_d1_identity_is_answered_for_a_purpose_and_never_kept(
    h: Harness, client: CommunityServiceClient, caller: Caller
) -> None:
    sentence = await scene.pronounce(client)
    browser, at = await signed_in(client, caller), f"/cases/{sentence['id']}/person"
    assert at in (await browser.open(f"/cases/{sentence['id']}")).text
    reads = "select count(*) from person_reads"
    assert "Yohanes" not in (await browser.open(at)).text
    assert problems_of((await browser.send(at, {"purpose": "x"}, 422)).text) == ["f-purpose"]
    assert await h.pool.fetchval(reads) == 0, "only what was shown is a read"
    fields = {"purpose": "memanggil untuk penerimaan", "key": "once"}
    answer = await browser.send(at, fields, 200)
    assert "Yohanes Contoh" in answer.text
    assert "1 Januari 1990" in need_words(answer.text)
    assert "Yohanes" not in answer.text[: answer.text.index("</title>")]
    assert answer.headers["cache-control"] == "no-store"
    assert "location" not in answer.headers
    assert await h.pool.fetchval(reads) == 1
    await browser.send(at, fields, 200)
    assert await h.pool.fetchval(reads) == 2, "each time that it is shown is a read"
    assert await h.pool.fetchval("select count(*) from idempotency_keys where key = 'once'") == 0


async def test_d1_others_are_not_told(h: Harness, client: CommunityServiceClient) -> None:
    sentence = await scene.pronounce(client)
    at, fields = f"/cases/{sentence['id']}/person", {"purpose": "ingin tahu saja"}
    for stranger in (CLERK, COORDINATOR, SUPERVISOR, COUNSELLOR.at(OTHER_BAPAS), PROSECUTOR.at(BAPAS)):
        assert "Yohanes" not in (await (await signed_in(client, stranger)).send(at, fields, 403)).text
    browser = await signed_in(client, PROSECUTOR)
    await browser.send(at, fields, 403, sec_fetch_site="cross-site")
    assert await h.pool.fetchval("select count(*) from person_reads") == 0


async def test_reports_are_opened_by_a_form_and_every_read_is_logged(
    h: Harness, client: CommunityServiceClient
) -> None:
    sentence = await scene.serve(client)
    h.clock.set(scene.APRIL.replace(day=5, month=4))
    case = f"/cases/{sentence['id']}"
    browser = await signed_in(client, PROSECUTOR)
    html = (await browser.open(case)).text
    assert "Bulan: Maret 2026" in visible(html)
    assert "Bulan: April 2026" not in visible(html), "the month is not over"
    pdf = await browser.send(f"{case}/reports", {"report": "completion"}, 200)
    assert pdf.headers["content-type"] == "application/pdf"
    assert "12/Pid.B/2026/PN Amb" in scene.text(pdf.content)
    month = await browser.send(f"{case}/reports", {"report": "2026-03"}, 200)
    assert month.content != pdf.content
    assert await h.pool.fetchval("select count(*) from person_reads where purpose like 'report %'") == 2
    assert problems_of((await browser.send(f"{case}/reports", {"report": "../x"}, 422)).text) == ["f-report"]
    early = await browser.send(f"{case}/reports", {"report": "2026-04"}, 422)
    assert "text/html" in early.headers["content-type"]
    issued = (await client.list_reports(sentence["id"]))["items"]
    again = await browser.send(f"/reports/{issued[0]['code']}/document", {}, 200)
    assert again.content == pdf.content
    await browser.send("/reports/AAAAAAAAAAAAAAAA/document", {}, 404)
    await browser.send("/reports/x/document", {}, 404)
    for stranger in (PROSECUTOR.at(BAPAS), SUPERVISOR):
        far = await signed_in(client, stranger)
        await far.send(f"{case}/reports", {"report": "completion"}, 403)
        await far.send(f"/reports/{issued[0]['code']}/document", {}, 403)


async def test_k9_a_lapse_and_the_end_of_the_guidance(h: Harness, client: CommunityServiceClient) -> None:
    sentence = await scene.pronounce(client)
    case = f"/cases/{sentence['id']}"
    await scene.receive(client, sentence)
    h.clock.set(scene.MARCH.replace(day=3))
    browser = await signed_in(client, PROSECUTOR)
    future = (await browser.send(f"{case}/lapse", bodies.LAPSE | {"lapsed_on": "2026-06-01"}, 422)).text
    assert "belum tiba" in visible(future)
    await browser.send(f"{case}/lapse", bodies.LAPSE)
    text = need_words((await browser.open(case)).text)
    assert "Tidak dapat dilaksanakan lagi sejak 2 Maret 2026: grasi." in text
    head = await signed_in(client, HEAD)
    wrong = (await head.send(f"{case}/guidance-end", bodies.GUIDANCE_END | {"ground": "served"}, 422)).text
    assert "dengan dasar gugur, bukan selesai dijalani" in visible(wrong)
    await head.send(f"{case}/guidance-end", bodies.GUIDANCE_END)
    assert "Bimbingan berakhir pada 2 Maret 2026" in need_words((await head.open(case)).text)
    await browser.open(f"{case}/guidance-end", 403)


async def test_k8_the_prosecutor_allows_another_place(h: Harness, client: CommunityServiceClient) -> None:
    site = await scene.open_site(client)
    sentence = await scene.pronounce(client, bodies.verdict(place="Panti Werdha"))
    browser, case = await signed_in(client, PROSECUTOR), f"/cases/{sentence['id']}"
    assert "/place" in (await browser.open(case)).text
    assert "Panti Werdha" in visible((await browser.open(f"{case}/place")).text)
    document = {"document_number": "B-1", "document_date": "2026-02-27"}
    assert problems_of((await browser.send(f"{case}/place", document, 422)).text) == ["f-site_id"]
    await browser.send(f"{case}/place", document | {"site_id": site["id"]})
    assert await h.pool.fetchval("select count(*) from place_acts") == 1
    await (await signed_in(client, CLERK)).open(f"{case}/place", 403)


async def test_k7_a_coordinator_puts_an_unknown_office_right(h: Harness, client: CommunityServiceClient) -> None:
    sentence = await scene.pronounce(client, bodies.verdict(probation_office_code="bapas-amon"))
    browser, case = await signed_in(client, COORDINATOR), f"/cases/{sentence['id']}"
    assert "/offices" in (await browser.open(case)).text
    assert "BAPAS-AMBON" in (await browser.open(f"{case}/offices")).text
    fields = {"office": "probation_office", "code": "kejari-ambon", "reason": "salah ketik di putusan"}
    assert "bukan Bapas" in visible((await browser.send(f"{case}/offices", fields, 422)).text)
    await browser.send(f"{case}/offices", fields | {"code": "bapas-ambon"})
    html = (await browser.open(case)).text
    assert "BAPAS-AMBON" in visible(html)
    assert "/offices" not in html
    known = await browser.send(f"{case}/offices", fields | {"code": "bapas-masohi"}, 409)
    assert "terdaftar" in visible(known.text)
