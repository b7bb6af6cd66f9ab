"""The case and the list of cases as pages: who sees them, in which words, and what they do not tell."""

from __future__ import annotations

import re

import pytest

from tests.service.community_service import bodies, scene
from tests.service.community_service.bodies import MONDAY, TUESDAY
from tests.service.community_service.callers import (
    AUDITOR,
    CLERK,
    COORDINATOR,
    COUNSELLOR,
    HEAD,
    JUDGE,
    OTHER_BAPAS,
    PROSECUTOR,
    SUPERVISOR,
    Caller,
)
from tests.service.community_service.client import CommunityServiceClient
from tests.support.harness import Browser, Harness

READERS = (CLERK, JUDGE, PROSECUTOR, COUNSELLOR, HEAD, COORDINATOR, AUDITOR)
_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-")


async def signed_in(h: Harness, caller: Caller) -> Browser:
    return await h.signed_in(caller.role, organisation=caller.organisation, subject=caller.subject)


def visible(html: str) -> str:
    """What stands on the page, without addresses and what programs read."""
    body = html[html.index("<main") : html.index("</main>")]
    return re.sub(r"<[^>]+>", " ", body)


@pytest.mark.parametrize("caller", READERS, ids=lambda caller: caller.role)
async def test_a_case_is_shown_in_words_to_its_offices(client: CommunityServiceClient, caller: Caller) -> None:
    site, sentence = await scene.open_site(client), await scene.pronounce(client, bodies.verdict(hours=16))
    placed = await scene.place(client, sentence, site, *(bodies.session(day) for day in (MONDAY, TUESDAY)))
    await scene.attend(client, placed["sessions"][0]["id"], f"{MONDAY}T08:00", f"{MONDAY}T11:00")
    await client.sign_off(placed["sessions"][0]["id"])
    browser = await signed_in(client.h, caller)
    html = (await browser.open(f"/cases/{sentence['id']}")).text
    text = visible(html)
    for words in ("16 jam", "3 jam", "SD Negeri 64", "Buku jam", "sedang dijalani"):
        assert words in text
    assert "Budi" not in html
    assert not _UUID.search(text), "people read no ids"
    assert not re.search(r"\b(signed_off|active|on_pace|scheduled|None)\b", text), "nor codes"
    listed = (await browser.open("/cases")).text
    assert f"/community-service/desk/cases/{sentence['id']}" in listed
    assert sentence["verdict_number"] in visible(listed)


async def test_another_office_is_refused_and_sees_nothing(client: CommunityServiceClient) -> None:
    sentence = await scene.serve(client)
    stranger = await signed_in(client.h, COUNSELLOR.at(OTHER_BAPAS))
    for path in (f"/cases/{sentence['id']}", f"/cases/{sentence['id']}/timeline"):
        assert sentence["verdict_number"] not in (await stranger.open(path, 403)).text
    assert sentence["verdict_number"] not in (await stranger.open("/cases")).text
    supervisor = await signed_in(client.h, SUPERVISOR)
    await supervisor.open(f"/cases/{sentence['id']}", 403)
    await supervisor.open("/cases", 403)


async def test_a_case_is_found_by_number_state_and_forecast_and_the_filter_stays(
    client: CommunityServiceClient,
) -> None:
    sentence = await scene.serve(client)
    browser = await signed_in(client.h, CLERK)
    number = sentence["verdict_number"]
    found = await browser.open(f"/cases?number={number[:6]}&state=&forecast=")
    assert sentence["id"] in found.text
    assert f'value="{number[:6]}"' in found.text
    for filters in ("number=99999", "state=revoked", "forecast=at_risk"):
        assert sentence["id"] not in (await browser.open(f"/cases?{filters}")).text
    odd = await browser.open("/cases?state=nonsense&forecast=%3Cscript%3E&number=%25")
    assert "<script>" not in odd.text


async def test_everything_that_happened_is_told_with_roles(client: CommunityServiceClient) -> None:
    sentence = await scene.serve(client)
    browser = await signed_in(client.h, PROSECUTOR)
    html = (await browser.open(f"/cases/{sentence['id']}/timeline")).text
    assert "panitera" in visible(html).lower() or "pengadilan" in visible(html).lower()
    assert not _UUID.search(visible(html))


async def test_what_waits_leads_to_the_case(client: CommunityServiceClient) -> None:
    sentence = await scene.pronounce(client)
    browser = await signed_in(client.h, COUNSELLOR)
    html = (await browser.open("/")).text
    assert f"/community-service/desk/cases/{sentence['id']}" in html
    assert "perkara tanpa jadwal" in visible(html)
    assert sentence["verdict_number"] in visible(html)
    operator = (await (await client.h.signed_in("operator")).open("/")).text
    assert "perkara tanpa jadwal" in visible(operator)
    assert sentence["verdict_number"] not in operator
    assert sentence["id"] not in operator
    assert "perkara tanpa jadwal" in visible((await browser.open("/?kind=sentence_unplaced")).text)
    empty = visible((await browser.open("/?kind=alarm")).text)
    assert "Tidak ada yang menunggu Anda." in empty


async def test_in_english_every_word_is_english(client: CommunityServiceClient) -> None:
    sentence = await scene.serve(client)
    browser = await signed_in(client.h, PROSECUTOR)
    await browser.send("/language", {"language": "en"})
    text = visible((await browser.open(f"/cases/{sentence['id']}")).text)
    assert "Ledger of hours" in text
    assert not re.search(r"\b(jam|menit|hari|Perkara|putusan|Pengadilan)\b", text.replace("Pengadilan Negeri", ""))
