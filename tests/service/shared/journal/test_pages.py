"""The auditor's pages: days and seals, a check that is asked for and watched, facts and chains. In words, for the
right roles, in every service."""

from __future__ import annotations

import asyncio
import csv
import io
import re
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from shared.messaging.events import title_of
from tests.conftest import RunService
from tests.service.shared.journal.sealing import KEY, days, fact, mark
from tests.support.databases import Databases
from tests.support.harness import Browser, Harness
from tests.support.markup import parsed
from tests.support.scenes import SCENES
from tests.support.tiny import OTHER, superuser

FEBRUARY = "/audit?month=2026-02"


def visible(html: str) -> str:
    """What stands on the page, without addresses and what programs read."""
    body = html[html.index("<main") : html.index("</main>")]
    return " ".join(re.sub(r"<[^>]+>", " ", body).split())


@pytest.fixture
async def auditor(h: Harness) -> Browser:
    await days(h)
    return await h.signed_in("auditor", subject="auditor-1")


async def english(browser: Browser) -> Browser:
    await browser.send("/language", {"language": "en"})
    return browser


async def asked(browser: Browser, key: str = "k") -> str:
    """A check; returns the path of its page."""
    answer = await browser.send("/audit/verifications", {"key": key})
    return answer.headers["location"]


async def test_each_day_is_said_in_words(h: Harness, auditor: Browser) -> None:
    text = visible((await auditor.open(FEBRUARY)).text)
    assert "Jurnal belum pernah diperiksa seluruhnya." in text
    assert text.count("Disegel, belum diperiksa") == 6, "in the calendar, and in the table"
    assert "2 fakta" in text
    await asked(auditor)
    await h.verify()
    text = visible((await auditor.open(FEBRUARY)).text)
    assert (text.count("Cocok 2 fakta") + text.count("Cocok 3 fakta"), "belum diperiksa" in text) == (3, False)
    assert "Belum disegel" in text, "today"
    root = await h.pool.fetchval("select encode(root, 'hex') from seals where number = 2")
    assert root in text.replace(" ", "")


async def test_a_changed_fact_makes_its_day_differ_and_leads_to_its_place(
    h: Harness, databases: Databases, auditor: Browser
) -> None:
    async with superuser(databases, h) as conn:
        await conn.execute(f"update journal set actor = 'x' {fact(2)}")
    path = await asked(auditor)
    await h.verify()
    text = visible((await auditor.open(FEBRUARY)).text)
    assert "Tidak cocok" in text
    assert "Ada fakta hari ini yang tidak cocok dengan rantainya." in text
    html = (await auditor.open(path)).text
    assert "Ada yang tidak cocok" in visible(html)
    assert "Isi fakta ini diubah setelah dicatat." in visible(html)
    (chain,) = re.findall(rf'href="(/agreements/desk/audit/facts/{KEY}\?after=\d+)"', html)
    drawn = (await auditor.open(chain)).text
    assert drawn.count("kit-chain--broken") == 1
    assert "Isi fakta ini diubah setelah dicatat." in visible(drawn)
    assert "What this fact says was changed" in visible((await (await english(auditor)).open(chain)).text)


async def test_a_page_about_a_check_looks_again_only_while_it_runs_and_can_be_stopped(
    h: Harness, auditor: Browser
) -> None:
    path = await asked(auditor)
    page = await auditor.open(path)
    assert page.headers["refresh"] == f"5; url={path}?turn=1"
    assert "Menunggu giliran" in visible(page.text)
    await h.pool.execute("update verification_runs set state = 'running', started_at = asked_at")
    assert "Sedang berjalan" in visible((await auditor.open(path)).text)
    (stop,) = re.findall(r'href="([^"]+\?turn=\d+)"', page.text)
    stopped = await auditor.open(stop)
    assert "refresh" not in stopped.headers
    assert f'href="{path}"' in stopped.text, "and begins again by a link"
    assert "refresh" in (await auditor.open(f"{path}?turn=59")).headers
    await h.verify()
    assert "Terputus" in visible((await auditor.open(path)).text), "its process ended"
    path = await asked(auditor, "k2")
    await h.verify()
    page = await auditor.open(path)
    assert "refresh" not in page.headers
    assert "Semua cocok" in visible(page.text)


async def test_whoever_asks_twice_is_led_to_the_one_that_runs(h: Harness, auditor: Browser) -> None:
    operator = await h.signed_in("operator", subject="operator-1")
    paths = await asyncio.gather(*(asked(each, f"k{n}") for n in range(3) for each in (auditor, operator)))
    assert len(set(paths)) == 1
    assert await h.pool.fetchval("select count(*) from verification_runs") == 1
    html = (await auditor.open(FEBRUARY)).text
    assert f'href="{paths[0]}"' in html
    assert "Periksa sekarang" not in html
    await h.verify()
    assert await asked(auditor, "another") != paths[0]
    assert visible((await auditor.open("/audit/verifications")).text).count("Semua cocok") == 1


async def test_months_lead_to_each_other_and_not_beyond_the_journal(h: Harness, auditor: Browser) -> None:
    h.clock.set(h.clock.now() + timedelta(days=60))
    auditor = await h.signed_in("auditor")
    now = (await auditor.open("/audit")).text
    assert "month=2026-03" in now
    assert "month=2026-05" not in now
    first = (await auditor.open(FEBRUARY)).text
    assert ("month=2026-01" in first, "month=2026-03" in first) == (False, True)
    assert "Tidak ada kejadian pada bulan ini." in visible((await auditor.open("/audit?month=2031-01")).text)


async def test_facts_are_found_and_never_say_what_they_hold(h: Harness, auditor: Browser) -> None:
    await mark(h, "a secret label", OTHER)
    html = (await auditor.open("/audit/facts")).text
    assert "a secret label" not in html
    assert "Thing marked" in visible(html)
    assert "Sistem" in visible(html)
    rows = parsed(html).all("table")[0].all("tbody")[0].all("tr")
    assert len(rows) == 10
    one = parsed((await auditor.open(f"/audit/facts?chain={KEY}&order=oldest")).text).all("tbody")[0].all("tr")
    assert [f"{day} Februari" in row.words() for row, day in zip(one, (9, 10, 11), strict=True)] == [True] * 3
    filtered = await auditor.open("/audit/facts?type=tiny.journal.sealed&actor=seal&from=2026-02-11&until=2026-02-12")
    assert len(parsed(filtered.text).all("tbody")[0].all("tr")) == 2
    assert 'value="2026-02-11"' in filtered.text
    assert "Tidak ada fakta yang sesuai." in visible((await auditor.open("/audit/facts?chain=nobody")).text)


async def test_the_pages_of_a_long_list_follow_each_other(h: Harness, auditor: Browser) -> None:
    for number in range(25):
        await mark(h, str(number))
    first = (await auditor.open(f"/audit/facts?chain={KEY}")).text
    (following,) = re.findall(r'href="([^"]+after=\d+)" rel="next"', first)
    last = (await auditor.open(following.replace("&amp;", "&"))).text
    assert len(parsed(last).all("tbody")[0].all("tr")) == 3
    chain = (await auditor.open(f"/audit/facts/{KEY}")).text
    (following,) = re.findall(r'href="([^"]+after=\d+)" rel="next"', chain)
    assert (await auditor.open(following)).text.count('class="kit-chain__link"') == 3


async def test_a_search_as_csv_is_the_same_and_names_days(auditor: Browser) -> None:
    html = (await auditor.open("/audit/facts")).text
    assert "Unduh sebulan terakhir" in html
    lately = re.search(r'href="([^"]+facts\.csv[^"]+)"', html)
    assert lately
    assert (await auditor.open(lately[1].replace("&amp;", "&"))).text.count("\n") == 10
    html = (await auditor.open("/audit/facts?from=2026-02-09&until=2026-02-09&order=oldest")).text
    (link,) = re.findall(r'href="([^"]+facts\.csv[^"]+)"', html)
    answer = await auditor.open(link.replace("&amp;", "&"))
    assert answer.headers["content-type"].startswith("text/csv")
    lines = list(csv.DictReader(io.StringIO(answer.text)))
    assert [line["key"] for line in lines] == [KEY, str(OTHER)]
    refused = await auditor.open("/audit/facts.csv", 422)
    assert "Sebutkan hari pertama dan terakhir" in visible(refused.text)


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("actor=u", "Sebutkan hari pertama dan terakhir"),
        ("from=yesterday", "Tulis tanggal yang ada."),
        ("from=2026-02-31", "Tulis tanggal yang ada."),
        ("from=2026-02-11&until=2026-02-10", "mendahului hari pertama"),
        ("from=2020-01-01&until=2026-02-10", "paling banyak 366 hari"),
        ("order=sideways", "Pilih salah satu."),
        (f"chain={'k' * 300}", "Terlalu panjang"),
    ],
)
async def test_what_is_wrong_with_a_search_is_said_at_its_field(auditor: Browser, query: str, words: str) -> None:
    html = (await auditor.open(f"/audit/facts?{query}", 422)).text
    assert words in visible(html)
    assert "govuk-error-message" in html
    assert 'value="2026-02-11"' in html or "2026-02-11" not in query, "what was typed is there"


@pytest.mark.parametrize(
    "path",
    [
        *("/audit?month=2026-13", "/audit?month=x", "/audit/verifications/x", "/audit/verifications?after=1"),
        *("/audit/facts?after=x", "/audit/facts?chain=%00", f"/audit/facts/{KEY}?after=-1", "/audit/facts/nobody"),
        "/audit/verifications/00000000-0000-0000-0000-000000000001",
    ],
)
async def test_an_address_that_makes_no_sense_is_a_page(auditor: Browser, path: str) -> None:
    answer = await auditor.open(path, 404)
    assert answer.headers["content-type"] == "text/html; charset=utf-8"


async def test_markup_in_an_address_stays_text(auditor: Browser) -> None:
    answer = await auditor.open("/audit/facts?chain=%3Cscript%3E&type=%3Cb%3E&after=&lang=xx&x=1", 404)
    assert "<script>" not in answer.text
    answer = await auditor.open("/audit/facts?chain=%3Cscript%3E&type=%3Cb%3E&x=1")
    assert ("<script>" in answer.text, "<b>" in answer.text) == (False, False)


ROLES = {
    "/audit": ("auditor", "operator"),
    "/audit/verifications": ("auditor", "operator"),
    f"/audit/facts/{KEY}": ("auditor", "operator"),
    "/audit/facts": ("auditor",),
    "/audit/facts.csv?chain=x": ("auditor",),
}


async def test_others_are_refused_and_see_nothing(h: Harness, auditor: Browser) -> None:
    path = await asked(auditor)
    for role in ("operator", "marker", "coordinator"):
        browser = await h.signed_in(role)
        for page, roles in (*ROLES.items(), (path, ("auditor", "operator"))):
            answer = await browser.open(page, 200 if role in roles else 403)
            assert ("Thing marked" in answer.text) <= (role in roles)
        await browser.send("/audit/verifications", {}, 303 if role == "operator" else 403)
    operator = (await (await h.signed_in("operator")).open("/audit")).text
    nav = operator[operator.index("kit-nav") : operator.index("<main")]
    assert ("Segel" in nav, "/audit/facts" in nav) == (True, False)


async def test_only_who_may_see_a_thing_is_led_to_it(h: Harness, auditor: Browser) -> None:
    assert f'href="/agreements/desk/things/{KEY}"' in (await auditor.open(f"/audit/facts/{KEY}")).text
    assert f'href="/agreements/desk/things/{KEY}"' in (await auditor.open("/audit/facts")).text
    operator = await h.signed_in("operator")
    assert "/desk/things/" not in (await operator.open(f"/audit/facts/{KEY}")).text
    assert "/desk/things/" not in (await auditor.open("/audit/facts/agreements")).text, "a seal is no thing"


@pytest.fixture(params=sorted(SCENES))
async def served(harness: RunService, request: pytest.FixtureRequest) -> AsyncIterator[Harness]:
    built, furnish = SCENES[request.param]
    async with harness(built) as running:
        await furnish(running)
        yield running


CODES = re.compile(r"\b(fits|differs|sealed|open|none|waiting|running|finished|broken_off|None|newest|oldest)\b")


async def test_every_service_has_them_in_both_languages(served: Harness) -> None:
    h = served
    await h.seal()
    auditor = await h.signed_in("auditor", subject="auditor-1")
    run = await asked(auditor)
    await h.verify()
    key = await h.pool.fetchval("select key from journal where position = (select min(position) from journal)")
    begun = await h.pool.fetchval("select min(occurred_at) from journal")
    paths = [f"/audit?month={begun:%Y-%m}", run, "/audit/verifications", "/audit/facts", f"/audit/facts/{key}"]
    seals = h.service.sealed is not None
    for path in paths:
        html = (await auditor.open(path)).text
        parsed(html)
        text = visible(html)
        assert not CODES.search(text), path
        assert not re.search(r"\b(the|facts|seal|day|journal)\b", text), path
    assert ("Bukti dari luar" in visible((await auditor.open("/audit")).text)) == seals
    assert "Semua cocok" in visible((await auditor.open(run)).text)
    await english(auditor)
    for path in paths:
        text = visible((await auditor.open(path)).text)
        assert not re.search(r"\b(jurnal|segel|fakta|hari|Segel|Fakta|Hari)\b", text), path


async def test_every_kind_of_fact_has_a_title_in_indonesian(served: Harness) -> None:
    auditor = await served.signed_in("auditor")
    html = (await auditor.open("/audit/facts")).text
    options = {
        each.attributes["value"]: each.words()
        for each in parsed(html).all("option")
        if each.attributes["value"].count(".") > 1
    }
    assert set(options) == {event.type for event in served.service.recorded}
    kept = set(await served.pool.fetchval("select array_agg(distinct type) from journal"))
    assert kept <= set(options), "what the journal holds is known"
    same = [type_ for type_, words in options.items() if words == title_of(type_)]
    assert same == []


async def test_a_case_is_led_to_in_the_community_service_alone(served: Harness) -> None:
    auditor = await served.signed_in("auditor")
    html = (await auditor.open("/audit/facts")).text
    (known,) = [len(re.findall(r'href="/[a-z-]+/desk/cases/[0-9a-f-]{36}"', html))]
    assert (known > 0) == (served.service.name == "community_service")
    if known:
        found = re.search(r'href="(/community-service/desk/cases/[0-9a-f-]{36})"', html)
        assert found
        await auditor.open(found[1])
