"""Alarms of misuse as pages: the evidence on one page, and what was found."""

from __future__ import annotations

from datetime import UTC, date, datetime

from services.community_service.web.alarms import Resolved
from shared.web.forms import read
from tests.service.community_service.bodies import TUESDAY
from tests.service.community_service.callers import (
    AUDITOR,
    COORDINATOR,
    COUNSELLOR,
    OTHER_BAPAS,
    PROSECUTOR,
    SECOND,
    SUPERVISOR,
)
from tests.service.community_service.client import CommunityServiceClient
from tests.service.community_service.desk_pages import need_words, problems_of, signed_in, visible
from tests.service.community_service.test_alarms_evidence import far_away


async def test_the_evidence_stands_on_one_page(client: CommunityServiceClient) -> None:
    alarm_id, _ = await far_away(client)
    for caller in (PROSECUTOR, COORDINATOR, AUDITOR):
        browser = await signed_in(client, caller)
        listed = (await browser.open("/alarms")).text
        assert f"/alarms/{alarm_id}" in listed
        assert "12/Pid.B/2026/PN Amb" in need_words(listed)
        text = need_words((await browser.open(f"/alarms/{alarm_id}")).text)
        for words in ("Jauh dari lokasi", "1.111 meter", "300 meter", "SD Negeri 64", "sup", "mencatat kehadiran"):
            assert words in text, words
        assert "Apa temuan Anda?" in text
    assert f"/alarms/{alarm_id}" not in (await browser.open("/alarms?state=resolved")).text
    assert f"/alarms/{alarm_id}" not in (await browser.open("/alarms?kind=too_regular")).text
    assert f"/alarms/{alarm_id}" in (await browser.open("/alarms?state=all&kind=nonsense")).text


async def test_an_alarm_is_dismissed_once_with_a_note(client: CommunityServiceClient) -> None:
    alarm_id, _ = await far_away(client)
    browser, page = await signed_in(client, COORDINATOR), f"/alarms/{alarm_id}"
    at = f"{page}/resolution"
    assert set(problems_of((await browser.send(at, {}, 422)).text)) == {"f-finding", "f-note"}
    fields = {"finding": "dismissed", "note": "GPS meleset; pengawas lain menguatkan", "key": "once", "outcome": ""}
    for _ in range(2):
        await browser.send(at, fields)
    text = need_words((await browser.open(page)).text)
    assert "GPS meleset" in text
    assert "tidak terbukti" in text
    assert 'name="finding"' not in (await browser.open(page)).text
    types = [type_ for type_, _ in await client.h.facts()]
    assert types.count("community-service.misuse.resolved") == 1


async def test_a_confirmed_alarm_comes_with_a_correction_at_local_times(client: CommunityServiceClient) -> None:
    alarm_id, _ = await far_away(client)
    browser, at = await signed_in(client, PROSECUTOR), f"/alarms/{alarm_id}/resolution"
    fields = {"finding": "confirmed", "note": "pulang dua jam lebih awal"}
    bare = (await browser.send(at, fields, 422)).text
    assert "disertai koreksi" in visible(bare)
    assert "pulang dua jam lebih awal</textarea>" in bare
    half = fields | {"outcome": "attended_complied", "came": "08:00"}
    assert 'value="08:00"' in (await browser.send(at, half, 422)).text
    await browser.send(at, half | {"left": "10:00"})
    (proposed,) = (await client.list_corrections(state="proposed"))["items"]
    assert proposed["checked_out_at"] == f"{TUESDAY}T01:00:00Z"
    assert proposed["state"] == "proposed"
    assert "diusulkan" in need_words((await browser.open(f"/alarms/{alarm_id}")).text)


def test_who_left_after_midnight_left_on_the_next_day() -> None:
    typed = {"outcome": ["attended_complied"], "came": ["21.00"], "left": ["00.30"], "after_midnight": ["true"]}
    found = read(Resolved, {"finding": ["confirmed"], "note": ["pulang lewat tengah malam"], **typed})
    correction = found.body(date(2026, 3, 3)).correction
    assert correction
    assert correction.checked_out_at == datetime(2026, 3, 3, 15, 30, tzinfo=UTC)


async def test_whoever_has_a_hand_in_the_case_is_offered_nothing(client: CommunityServiceClient) -> None:
    alarm_id, session_id = await far_away(client)
    await client.sign_off(session_id, caller=SECOND)
    browser = await signed_in(client, SECOND)
    html = (await browser.open(f"/alarms/{alarm_id}")).text
    assert 'name="finding"' not in html
    assert "orang lain yang menyelesaikan" in visible(html)
    fields = {"finding": "dismissed", "note": "saya sendiri"}
    assert "tidak terlibat" in visible((await browser.send(f"/alarms/{alarm_id}/resolution", fields, 403)).text)


async def test_others_see_no_alarm(client: CommunityServiceClient) -> None:
    alarm_id, _ = await far_away(client)
    for stranger in (COUNSELLOR, SUPERVISOR, PROSECUTOR.at(OTHER_BAPAS)):
        browser = await signed_in(client, stranger)
        assert "meter" not in visible((await browser.open(f"/alarms/{alarm_id}", 403)).text)
        fields = {"finding": "dismissed", "note": "bukan urusan saya"}
        await browser.send(f"/alarms/{alarm_id}/resolution", fields, 403)
    assert (await client.read_alarm(alarm_id))["state"] == "open"


async def test_an_auditor_sees_where_alarms_gather_by_site_and_week_also_as_a_file(
    client: CommunityServiceClient,
) -> None:
    await far_away(client)
    page = "/alarms/weeks"
    for caller in (PROSECUTOR, COUNSELLOR):
        await (await signed_in(client, caller)).open(page, 403)
        await (await signed_in(client, caller)).open(f"{page}.csv", 403)
    browser = await signed_in(client, AUDITOR)
    assert f"desk{page}" in (await browser.open("/alarms")).text
    html = (await browser.open(page)).text
    text = need_words(html)
    assert "SD Negeri 64" in text
    assert "jauh dari lokasi (1)" in text
    assert "2 Mar 2026: 1" in html, "the drawing says the same in words"
    assert '<th scope="row">SD Negeri 64' in html, "and so does its table"
    assert "Tidak ada peringatan pada minggu" in need_words((await browser.open(f"{page}?kind=too_regular")).text)
    wrong = await browser.open(f"{page}?from=2026-03-09&until=2026-03-02", 422)
    assert problems_of(wrong.text) == ["f-until"]
    assert problems_of((await browser.open(f"{page}?from=2025-01-01&until=2026-03-02", 422)).text) == ["f-until"]
    file = await browser.open(f"{page}.csv?from=2026-03-02&until=2026-03-08")
    assert file.headers["content-type"].startswith("text/csv")
    header, line, *rest = file.text.split("\r\n")
    assert header == "site_id,site,kind,monday,raised,open"
    assert line.endswith(",SD Negeri 64,far_from_site,2026-03-02,1,1")
    assert rest == [""]
    assert (await browser.open(f"{page}.csv?kind=too_regular")).text == f"{header}\r\n"


async def test_programs_read_the_same_weeks(client: CommunityServiceClient) -> None:
    await far_away(client)
    seen = await client.read_alarm_weeks({"from": "2026-02-25", "until": "2026-03-03"})
    assert seen["mondays"] == ["2026-02-23", "2026-03-02"]
    ((cell),) = seen["cells"]
    assert (cell["kind"], cell["monday"], cell["raised"], cell["open"]) == ("far_from_site", "2026-03-02", 1, 1)
    await client.read_alarm_weeks({}, caller=PROSECUTOR, status=403)
