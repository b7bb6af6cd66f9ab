"""A verdict by hand as pages: typed once, checked with every rule, sent or returned; nothing of it in an address."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from services.community_service.queries.verdicts_returned import kept_terms
from shared.edge.access import Actor
from tests.service.community_service import bodies
from tests.service.community_service.callers import CLERK, COUNSELLOR, COURT, KEJARI, PROSECUTOR, SUPERVISOR, Caller
from tests.service.community_service.client import CommunityServiceClient
from tests.service.community_service.desk_pages import problems_of, signed_in, visible

NEW, CHECK, SEND = (f"/verdicts/new{path}?of=adult" for path in ("", "/check", "/record"))


def typed(body: bodies.Json | None = None, **changes: Any) -> dict[str, str]:
    """A verdict as somebody types it: flat, and what is true is ticked."""
    fields: dict[str, str] = {}
    for name, value in ((body or bodies.verdict()) | changes).items():
        for part, each in value.items() if isinstance(value, dict) else ((None, value),):
            if each not in (None, False):
                fields[f"{name}.{part}" if part else name] = "true" if each is True else str(each)
    return fields


@pytest.mark.parametrize("caller", [CLERK, PROSECUTOR], ids=lambda caller: caller.role)
async def test_a_verdict_is_typed_checked_and_recorded_once(client: CommunityServiceClient, caller: Caller) -> None:
    browser = await signed_in(client, caller)
    form = (await browser.open(NEW)).text
    assert "Nomor putusan" in form
    own = {"court_clerk": "PN-AMBON", "prosecutor": "KEJARI-AMBON"}[caller.role]
    assert own in form
    checked = await browser.send(CHECK, typed(), 200)
    text = visible(checked.text)
    for words in ("Putusan memenuhi semua ketentuan.", "Yohanes Contoh", "8 jam", "PN-AMBON", "2 Maret 2026"):
        assert words in text
    assert await client.h.facts() == [], "nothing is written before it is sent"
    fields = typed() | {"key": "k1"}
    first = await browser.send(SEND, fields)
    case = first.headers["location"]
    assert (await browser.send(SEND, fields)).headers["location"] == case
    assert [type_ for type_, _ in await client.h.facts()] == ["community-service.sentence.assigned"]
    shown = (await browser.open(case)).text
    assert "Putusan tercatat sebagai perkara." in shown
    assert "Yohanes" not in shown
    again = visible((await browser.send(CHECK, typed(), 200)).text)
    assert "sudah tercatat" in again


async def test_every_broken_rule_is_said_before_anything_is_sent(client: CommunityServiceClient) -> None:
    browser = await signed_in(client, CLERK)
    wrong = typed(hours=500, consent_recorded=False, replaces={"prison_months": 7})
    text = visible((await browser.send(CHECK, wrong, 200)).text)
    for words in ("8 sampai 240 jam", "persetujuan terpidana", "Pasal 85 ayat (4)", "K2", "Tetap kirim"):
        assert words in text
    assert (await client.list_returned_verdicts())["items"] == []
    back = (await browser.send(NEW, wrong, 200)).text
    for value in ('value="500"', 'value="Yohanes Contoh"', 'value="8171010101900001"', 'value="2026-02-20"'):
        assert value in back, "what was typed is there to be changed"


async def test_what_is_unreadable_is_said_at_its_field(client: CommunityServiceClient) -> None:
    browser = await signed_in(client, CLERK)
    html = (await browser.send(CHECK, typed(nik="817", hours="banyak", birth_date="kapan"), 422)).text
    assert {"f-nik", "f-hours", "f-birth_date"} <= set(problems_of(html))
    assert "Tulis bilangan bulat." in html
    assert 'value="banyak"' in html


async def test_what_breaks_rules_is_returned_and_its_prosecutor_overrides(client: CommunityServiceClient) -> None:
    browser = await signed_in(client, CLERK)
    wrong = typed(consent_recorded=False)
    page = (await browser.send(SEND, wrong)).headers["location"]
    assert "/returned-verdicts/" in page
    text = visible((await browser.open(page)).text)
    assert "persetujuan terpidana" in text
    assert "Kesampingkan" not in text, "that is for the prosecutor"
    assert "12/Pid.B/2026/PN Amb" in visible((await browser.open("/returned-verdicts")).text)
    prosecutor = await signed_in(client, PROSECUTOR)
    assert "Kesampingkan" in visible((await prosecutor.open(page)).text)
    missing = (await prosecutor.send(f"{page}/override", {"reason": "Putusan inkrah"}, 422)).text
    assert {"f-document_number", "f-document_date"} == set(problems_of(missing))
    assert "Putusan inkrah</textarea>" in missing
    late = await prosecutor.send(f"{page}/override", bodies.OVERRIDE | {"document_date": "2026-02-01"}, 422)
    assert "tanggalnya antara" in late.text
    case = (await prosecutor.send(f"{page}/override", bodies.OVERRIDE)).headers["location"]
    assert "Jaksa mengesampingkan ketentuan" in visible((await prosecutor.open(case)).text)
    assert "Putusan inkrah" in visible((await browser.open(page)).text)


async def test_a_returned_verdict_is_recorded_again_without_typing_its_terms(client: CommunityServiceClient) -> None:
    browser = await signed_in(client, CLERK)
    returned = (await browser.send(SEND, typed(hours=500))).headers["location"].rpartition("/")[2]
    assert "returned_id=" in (await browser.open(f"/returned-verdicts/{returned}")).text
    form = (await browser.open(f"{NEW}&returned_id={returned}")).text
    assert 'value="500"' in form
    assert 'value="12/Pid.B/2026/PN Amb"' in form
    assert "Yohanes" not in form, "the person is typed again"
    assert "2026-01-10" not in form, "and the offence"
    async with client.h.pool.acquire() as conn:
        terms = await kept_terms(conn, UUID(returned), Actor("clerk", frozenset({"court_clerk"}), COURT))
    assert terms["replaces.prison_months"] == 4
    assert not {"name", "birth_date", "nik", "offence_date", "maximum_prison_months"} & terms.keys()
    await browser.send(SEND, typed())
    assert "sudah diganti" in visible((await browser.open(f"/returned-verdicts/{returned}")).text)
    stranger = await signed_in(client, CLERK.at(KEJARI))
    await stranger.open(f"/returned-verdicts/{returned}", 403)
    assert 'value="500"' not in (await stranger.open(f"{NEW}&returned_id={returned}", 403)).text


async def test_a_child_in_the_form_of_adults_is_noticed(client: CommunityServiceClient) -> None:
    browser = await signed_in(client, CLERK)
    text = visible((await browser.send(CHECK, typed(bodies.child_verdict()), 200)).text)
    assert "ini anak" in text
    child = "/verdicts/new/check?of=child"
    assert "ini anak" not in visible((await browser.send(child, typed(bodies.child_verdict()), 200)).text)
    form = (await browser.open("/verdicts/new?of=child")).text
    assert "consent_recorded" not in form
    case = (await browser.send("/verdicts/new/record?of=child", typed(bodies.child_verdict()))).headers["location"]
    assert "anak (UU 11/2012)" in visible((await browser.open(case)).text)


async def test_the_office_of_another_verdict_is_refused(client: CommunityServiceClient) -> None:
    stranger = await signed_in(client, CLERK.at(KEJARI))
    await stranger.send(CHECK, typed(), 403)
    await stranger.send(SEND, typed(), 403)
    assert (await client.list_returned_verdicts())["items"] == []
    for other in (COUNSELLOR, SUPERVISOR):
        browser = await signed_in(client, other)
        await browser.open("/verdicts/new", 403)
        await browser.open("/returned-verdicts", 403)
        await browser.send(SEND, typed(), 403)


async def test_the_diversion_of_a_child_is_recorded_by_the_court(client: CommunityServiceClient) -> None:
    browser = await signed_in(client, CLERK)
    assert "/diversions/new" in (await browser.open("/verdicts/new")).text
    refused = (await browser.send("/diversions/new", typed(bodies.determination(hours=200)), 422)).text
    assert "C6" in refused
    assert 'value="200"' in refused
    case = (await browser.send("/diversions/new", typed(bodies.determination()))).headers["location"]
    assert "diversi" in visible((await browser.open(case)).text)
    await (await signed_in(client, PROSECUTOR)).open("/diversions/new", 403)


async def test_what_the_topic_refused_is_listed_for_the_court(client: CommunityServiceClient) -> None:
    await client.h.hear(bodies.pronouncement(hours=1000), source="https://pn-ambon.example")
    browser = await signed_in(client, CLERK)
    text = visible((await browser.open("/rejections")).text)
    assert "8 sampai 240 jam" in text
    stranger = await signed_in(client, CLERK.at(KEJARI))
    assert "240 jam" not in (await stranger.open("/rejections")).text


async def test_a_rupiah_amount_is_typed_as_on_paper(client: CommunityServiceClient) -> None:
    browser = await signed_in(client, CLERK)
    fine = typed(replaces={"fine_rupiah": "Rp4.500.000"}, sanctions={"fine_rupiah": "4.500.000"})
    assert "Rp4.500.000" in visible((await browser.send(CHECK, fine, 200)).text)


async def test_d1_a_form_that_came_too_late_is_kept_without_the_national_id(client: CommunityServiceClient) -> None:
    browser = await signed_in(client, CLERK)
    client.h.clock.set(client.h.clock.now() + timedelta(minutes=45))
    late = await browser.send(CHECK, typed() | {"form_path": f"/community-service/desk{NEW}"}, 401)
    kept = re.search(r"kept%3D([0-9a-f-]{36})", late.text)
    assert kept
    assert "8171010101900001" not in await client.h.pool.fetchval("select fields::text from web_kept")
    form = (await (await signed_in(client, CLERK)).open(f"{NEW}&kept={kept[1]}")).text
    assert 'value="Yohanes Contoh"' in form
    assert "8171010101900001" not in form
