"""Who read whom, as pages of the auditor: by reader, purpose and days. A search for one person is written down."""

from __future__ import annotations

import ast
import csv
import io
import re
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest

from shared.web.words import Words
from tests.conftest import RunService
from tests.service.shared.privacy.test_reviews import JUNE, ONE, PERSONAL, TWO, count
from tests.service.shared.privacy.test_reviews import h as reads
from tests.support.harness import Browser, Harness
from tests.support.markup import Element, parsed
from tests.support.scenes import SCENES

h = reads
ROOT = Path(__file__).parents[4]
PERSON = "/audit/reads/person"


async def auditor_of(h: Harness) -> Browser:
    return await h.signed_in("auditor", subject="auditor-1")


def rows(html: str) -> list[Element]:
    return [row for body in parsed(html).all("tbody") for row in body.all("tr")]


async def logged(h: Harness) -> list[Any]:
    return list(await h.pool.fetch("select person_id, purpose from person_reads where reader = 'auditor-1'"))


@PERSONAL
async def test_reads_are_found_in_words_and_that_is_not_logged(h: Harness, service: str) -> None:
    auditor, before = await auditor_of(h), await count(h)
    html = (await auditor.open(f"/audit/reads?{JUNE}")).text
    assert len(rows(html)) == 5
    assert "2 Juni 2025" in html
    assert len(rows((await auditor.open(f"/audit/reads?{JUNE}&reader=b")).text)) == 2
    assert len(rows((await auditor.open(f"/audit/reads?{JUNE}&purpose=LAPORAN")).text)) == 1
    assert "Tidak ada pembacaan yang sesuai." in (await auditor.open("/audit/reads?reader=nobody")).text
    assert await count(h) == before, "it names nobody"
    await auditor.send("/language", {"language": "en"})
    english = (await auditor.open(f"/audit/reads?{JUNE}")).text
    assert "2 June 2025" in english
    assert not re.search(r"\b(pembacaan|dicatat|orang|hari)\b", re.sub(r"<[^>]+>", " ", english))


@PERSONAL
async def test_a_search_for_one_person_is_a_form_and_is_written_down_each_time(h: Harness, service: str) -> None:
    auditor = await auditor_of(h)
    assert "dicatat" in (await auditor.open(PERSON)).text, "it says so before"
    assert await logged(h) == []
    answer = await auditor.send(PERSON, {"person_id": str(ONE)}, 200)
    assert [row.all("th")[0].words().split(" pukul")[0] for row in rows(answer.text)][-1] == "2 Juni 2025"
    assert len(rows(answer.text)) == 3
    assert str(ONE) not in str(answer.request.url)
    await auditor.send(PERSON, {"person_id": str(ONE)}, 200)
    assert [tuple(row) for row in await logged(h)] == [(ONE, "review of who has read")] * 2
    again = (await auditor.send(PERSON, {"person_id": str(ONE)}, 200)).text
    assert "pemeriksaan siapa yang membaca" in again, "its own reads, in words"
    assert "review of who has read" not in again
    empty = await auditor.send(PERSON, {"person_id": "0198c000-0000-7000-8000-00000000000f"}, 200)
    assert "Belum ada yang membaca tentang orang ini." in empty.text
    assert len(await logged(h)) == 3, "what shows nothing is no read"


@PERSONAL
async def test_a_row_leads_to_its_person_and_pages_follow_each_other(h: Harness, service: str) -> None:
    auditor = await auditor_of(h)
    html = (await auditor.open(f"/audit/reads?{JUNE}&reader=c")).text
    (button,) = [each for each in parsed(html).all("button") if each.attributes.get("name") == "person_id"]
    assert (button.attributes["form"], button.attributes["value"]) == ("one", str(TWO))
    assert f'<form id="one" method="post" action="{auditor.web.place.desk}{PERSON}">' in html
    for _ in range(25):
        await auditor.send(PERSON, {"person_id": str(TWO)}, 200)
    page = (await auditor.send(PERSON, {"person_id": str(TWO)}, 200)).text
    (more,) = [each for each in parsed(page).all("button") if each.attributes.get("name") == "after"]
    last = await auditor.send(PERSON, {"person_id": str(TWO), "after": more.attributes["value"]}, 200)
    assert (len(rows(page)), len(rows(last.text))) == (25, 2)
    assert len(await logged(h)) == 27, "each page"


@PERSONAL
async def test_both_can_be_downloaded_and_one_person_is_written_down(h: Harness, service: str) -> None:
    auditor = await auditor_of(h)
    assert "Unduh sebulan terakhir" in (await auditor.open("/audit/reads")).text
    html = (await auditor.open(f"/audit/reads?{JUNE}")).text
    (link,) = re.findall(r'href="([^"]+reads\.csv[^"]+)"', html)
    answer = await auditor.open(link.replace("&amp;", "&"))
    assert len(list(csv.DictReader(io.StringIO(answer.text)))) == 5
    assert "'=1+1" in answer.text, "no cell is a formula"
    assert await logged(h) == []
    refused = await auditor.open("/audit/reads.csv", 422)
    assert "Sebutkan hari pertama dan terakhir" in refused.text
    answer = await auditor.send(f"{PERSON}.csv", {"person_id": str(ONE)}, 200)
    assert answer.headers["content-type"].startswith("text/csv")
    assert len(await logged(h)) == 1
    await auditor.open(f"{PERSON}.csv", 404)


@PERSONAL
async def test_what_is_wrong_is_said_at_its_field_and_nothing_is_read(h: Harness, service: str) -> None:
    auditor = await auditor_of(h)
    for path in (PERSON, f"{PERSON}.csv"):
        for given, words in (("", "Isi bagian ini."), ("Budi <b>", "Bentuknya tidak sesuai.")):
            html = (await auditor.send(path, {"person_id": given}, 422)).text
            assert words in html
            assert 'id="f-person_id"' in html
            assert "<b>" not in html[html.index("<main") :]
    for query, words in (
        ("purpose=laporan", "Sebutkan hari pertama dan terakhir"),
        (f"{JUNE}&purpose=x", "Terlalu pendek"),
        ("from=2025-06-02&until=2025-06-01", "mendahului hari pertama"),
        ("from=soon", "Tulis tanggal yang ada."),
    ):
        assert words in (await auditor.open(f"/audit/reads?{query}", 422)).text
    for odd in ("after=x", "reader=%00"):
        answer = await auditor.open(f"/audit/reads?{odd}", 404)
        assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert await logged(h) == []


@PERSONAL
async def test_others_are_refused_and_see_nothing(h: Harness, service: str) -> None:
    for role in ("operator", "coordinator", "data_officer"):
        browser = await h.signed_in(role, subject="auditor-1")
        for path in (f"/audit/reads?{JUNE}", f"/audit/reads.csv?{JUNE}", PERSON):
            assert "penyusunan" not in (await browser.open(path, 403)).text
        for path in (PERSON, f"{PERSON}.csv"):
            assert "penyusunan" not in (await browser.send(path, {"person_id": str(ONE)}, 403)).text
        nav = (await browser.open("/")).text
        assert "/audit/reads" not in nav
    assert await logged(h) == []


@PERSONAL
async def test_the_office_is_named_and_a_purpose_of_a_program_is_in_words(h: Harness, service: str) -> None:
    offices = "organisation_id" if service == "community_service" else "id"
    office = await h.pool.fetchrow(f"select {offices} as id, name from organisations limit 1")
    assert office
    purposes: Words = h.app.state.web.pages.words
    for number, purpose in enumerate(purposes["read_purpose"]):
        await h.pool.execute(
            "insert into person_reads (id, person_id, reader, organisation_id, purpose, read_at) values"
            " (gen_random_uuid(), $1, 'd', $2, $3, '2025-07-01'::timestamptz + make_interval(mins => $4))",
            *(ONE, office["id"], purpose, number),
        )
    html = (await (await auditor_of(h)).open("/audit/reads?reader=d")).text
    text = re.sub(r"<[^>]+>", " ", html[html.index("<table") : html.index("</table>")])
    assert text.count(office["name"]) == len(purposes["read_purpose"])
    assert not re.search(r"\b(the|of|for|attendance)\b", text)


WRITES = re.compile(r"^(log|log_read|read_payout|read_withdrawal|read_entry)$")


def _literals(folder: Path) -> Iterator[str]:
    """Purposes that stand in the code where a read is logged, or handed to what logs it."""
    for path in (ROOT / folder).glob("commands/*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and WRITES.match(ast.unparse(node.func).rpartition(".")[2]):
                yield from (
                    re.sub(r"\{[^}]*\}", "{}", ast.unparse(each).strip("f'\"")) for each in node.args if _text(each)
                )


def _text(node: ast.expr) -> bool:
    return isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Constant) and isinstance(node.value, str))


@pytest.fixture(params=["community_service", "training", "notifications"])
async def served(harness: RunService, request: pytest.FixtureRequest) -> AsyncIterator[Harness]:
    async with harness(SCENES[request.param][0]) as running:
        yield running


async def test_every_purpose_that_a_program_names_has_words(served: Harness) -> None:
    document = (await served.client.get(f"{served.service.prefix}/openapi.json")).json()
    named = {
        parameter["schema"]["default"]
        for path in document["paths"].values()
        for operation in path.values()
        for parameter in operation.get("parameters", ())
        if parameter.get("name") == "purpose" and "default" in parameter["schema"]
    }
    named |= set(_literals(Path("services", served.service.name)))
    assert len(named) > 1
    assert named <= set(served.app.state.web.pages.words["read_purpose"])


async def test_a_service_without_personal_data_has_no_such_page(harness: RunService) -> None:
    async with harness(SCENES["agreements"][0]) as h:
        auditor = await auditor_of(h)
        await auditor.open("/audit/reads", 404)
        assert "/audit/reads" not in (await auditor.open("/audit")).text
